import { UsersClient } from 'auth0/users'
import * as v from 'valibot'
import type { ManagementClient } from '../config/management.ts'
import { ServiceError } from '../errors.ts'
import { type CallNeeds, call, sdkOptions, sound } from './call.ts'
import { type UserId, unknownUser } from './user-id.ts'

type SdkUser = Awaited<ReturnType<UsersClient['get']>>
type ListRequest = NonNullable<Parameters<UsersClient['list']>[0]>
export type CreateUser = Parameters<UsersClient['create']>[0]
export type UpdateUser = NonNullable<Parameters<UsersClient['update']>[1]>

const UserSchema = v.object({ user_id: v.string(), identities: v.array(v.object({})) })
const PageSchema = v.object({ users: v.array(v.object({})), total: v.number() })

/** A user of one of this stage's connections. */
export interface StageUser {
  readonly user: SdkUser
  /** The supported connection through which the user belongs to this stage. */
  readonly connection: string
}

export type Users = ReturnType<typeof createUsers>

/** The tenant's users, as far as they belong to the supported connections. */
export function createUsers(needs: CallNeeds, client: ManagementClient) {
  const sdk = (token: string) => new UsersClient(sdkOptions(client, token))

  /** A user by the tenant's own store, not its search: of this stage, `foreign` if of others only, undefined if nobody. */
  async function lookUp(id: UserId): Promise<StageUser | 'foreign' | undefined> {
    try {
      const user = await call(needs, (token) => sdk(token).get(id), { repeatable: true })
      const names = sound(UserSchema, user).identities?.map((identity) => identity.connection ?? '')
      const connection = names?.find((name) => client.connections.includes(name))
      return connection === undefined ? 'foreign' : { user, connection }
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  return {
    /** Pages of a search. */
    async search(request: ListRequest): Promise<{ users: readonly SdkUser[]; total: number }> {
      const page = await call(needs, (token) => sdk(token).list({ ...request, search_engine: 'v3' }), {
        repeatable: true,
      })
      const { users = [], total = 0 } = sound(PageSchema, page.response)
      return { users, total }
    },

    lookUp,

    /**
     * A user of this stage.
     *
     * @throws ServiceError `not_found` when there is none, or only in connections of other stages
     */
    async find(id: UserId): Promise<StageUser> {
      const found = await lookUp(id)
      if (found === undefined || found === 'foreign') throw unknownUser()
      return found
    },

    async create(body: CreateUser): Promise<SdkUser> {
      return sound(UserSchema, await call(needs, (token) => sdk(token).create(body), { repeatable: false }))
    },

    async update(id: UserId, body: UpdateUser): Promise<SdkUser> {
      return sound(UserSchema, await call(needs, (token) => sdk(token).update(id, body), { repeatable: true }))
    },

    async remove(id: UserId): Promise<void> {
      await call(needs, (token) => sdk(token).delete(id), { repeatable: true })
    },

    /** Ends the user's sessions at the tenant, where its plan offers that. */
    async endSessions(id: UserId): Promise<void> {
      await call(needs, (token) => sdk(token).sessions.delete(id), { repeatable: true })
    },

    /** Revokes all of the user's refresh tokens, where the tenant's plan offers that. */
    async revokeRefreshTokens(id: UserId): Promise<void> {
      await call(needs, (token) => sdk(token).refreshToken.delete(id), { repeatable: true })
    },
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof ServiceError && error.options.tenant?.statusCode === 404
}
