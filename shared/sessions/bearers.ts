import * as v from 'valibot'
import { open, seal } from '../seal.ts'
import { ProfileSchema, parseSealed } from './content.ts'
import { itemKey } from './key.ts'
import type { Table } from './table.ts'

const ContentSchema = v.object({
  profile: ProfileSchema,
  grant: v.optional(v.string()),
  permissions: v.optional(v.array(v.string()), []),
})

const ItemSchema = v.object({
  client: v.string(),
  userId: v.string(),
  family: v.string(),
  expiresAt: v.number(),
  sealed: v.instance(Uint8Array),
})

/** An access token that we handed to an app, opened. */
export interface Bearer extends v.InferOutput<typeof ContentSchema> {
  readonly client: string
  readonly userId: string
  /** The login that this token and its refresh tokens descend from. */
  readonly family: string
  /** Seconds since the epoch; it may have passed. */
  readonly expiresAt: number
}

/** A bearer to be kept, with Auth0's own session when there is one. */
export interface NewBearer extends Bearer {
  readonly auth0Sid?: string | undefined
}

export type Bearers = ReturnType<typeof createBearers>

/**
 * The store of the access tokens that apps hold. Only what stands here is honoured, so ending one is deleting it.
 *
 * @param needs the table, the stage's name, and a clock in milliseconds since the epoch
 */
export function createBearers({ table, stage, clock }: { table: Table; stage: string; clock: () => number }) {
  const key = (accessToken: string) => itemKey('bearer', accessToken)
  const context = (client: string) => ({ stage, client, purpose: 'bearer' })

  /** The bearer of an access token, expired or not; the table's TTL removes expired ones some day. */
  async function find(accessToken: string): Promise<Bearer | undefined> {
    const parsed = v.safeParse(ItemSchema, await table.read(key(accessToken)))
    if (!parsed.success) return undefined
    const { sealed, ...fields } = parsed.output
    const content = parseSealed(ContentSchema, open(accessToken, context(fields.client), sealed))
    return content && { ...fields, ...content }
  }

  return {
    find,

    /** The live bearer of an access token. */
    async open(accessToken: string): Promise<Bearer | undefined> {
      const bearer = await find(accessToken)
      return bearer && bearer.expiresAt * 1000 > clock() ? bearer : undefined
    },

    /** Keeps an access token until it expires. */
    async keep(accessToken: string, { profile, grant, permissions, auth0Sid, ...fields }: NewBearer): Promise<void> {
      const content = JSON.stringify({ profile, grant, permissions })
      const sealed = seal(accessToken, context(fields.client), content)
      await table.write({ pk: key(accessToken), ...fields, ...(auth0Sid && { auth0Sid }), sealed })
    },

    /** Ends an access token here and now, although Auth0's JWT among them has not expired. */
    async end(accessToken: string): Promise<void> {
      await table.take(key(accessToken))
    },
  }
}
