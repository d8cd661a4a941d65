import { DeviceCredentialsClient } from 'auth0/deviceCredentials'
import * as v from 'valibot'
import type { ManagementClient } from '../config/management.ts'
import { type EndNeeds, endLogins } from '../end-logins.ts'
import { indexes } from '../environment.ts'
import { ServiceError } from '../errors.ts'
import { observe } from '../observability.ts'
import { type CallNeeds, call, sdkOptions, sound } from './call.ts'
import type { UserId } from './user-id.ts'
import type { Users } from './users.ts'

const PageSchema = v.object({ device_credentials: v.array(v.object({})) })

/**
 * Ends every session, bearer and refresh grant of a user in our table, at once, and revokes their refresh tokens, which
 * every plan of the tenant allows.
 *
 * @returns how many logins that ended: cookie sessions, and apps' logins with all their tokens
 */
export async function endUserHere(needs: EndNeeds & { readonly clock: () => number }, id: UserId): Promise<number> {
  const now = needs.clock()
  const items = await endLogins(needs, await needs.table.keys(indexes.byUser, 'userId', id))
  const live = items.filter(({ expiresAt }) => Number(expiresAt) * 1000 > now)
  return new Set(live.map(({ family, pk }) => family ?? pk)).size
}

/**
 * Ends the user's sessions and refresh tokens at the tenant as far as its plan offers it; what it does not offer is
 * written to the log and leaves the ending here as it is.
 *
 * @throws ServiceError `too_many_requests`, `temporarily_unavailable`
 */
export async function endUserAtTenant(
  needs: CallNeeds,
  client: ManagementClient,
  users: Users,
  id: UserId,
): Promise<void> {
  await offered('sessions', users.endSessions(id))
  const revoked = await offered('refresh_tokens', users.revokeRefreshTokens(id))
  if (!revoked) await offered('device_credentials', removeDeviceCredentials(needs, client, id))
}

/** Auth0's largest page. */
const MOST_CREDENTIALS = 100

/** Refresh tokens of a user on plans without refresh-token endpoints (Auth0 "Revoke Refresh Tokens"). */
async function removeDeviceCredentials(needs: CallNeeds, client: ManagementClient, id: UserId): Promise<void> {
  const sdk = (token: string) => new DeviceCredentialsClient(sdkOptions(client, token))
  const page = { user_id: id, per_page: MOST_CREDENTIALS }
  for (const type of ['refresh_token', 'rotating_refresh_token'] as const) {
    let found: readonly { readonly id?: string | undefined }[]
    do {
      const { response } = await call(needs, (token) => sdk(token).list({ ...page, type }), { repeatable: true })
      found = sound(PageSchema, response).device_credentials ?? []
      for (const { id: credential } of found) {
        if (credential) await call(needs, (token) => sdk(token).delete(credential), { repeatable: true })
      }
      // What was deleted makes room for the next ones on the first page.
    } while (found.length === MOST_CREDENTIALS)
  }
}

/** Tells whether the tenant did it; a plan that lacks it, or a scope that was not granted, is no failure here. */
async function offered(what: string, done: Promise<void>): Promise<boolean> {
  try {
    await done
    return true
  } catch (error) {
    const missing = error instanceof ServiceError && ['bad_gateway', 'tenant_refused'].includes(error.code)
    if (!missing) throw error
    observe(`not_offered_${what}`, error)
    return false
  }
}
