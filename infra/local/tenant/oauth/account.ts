import type { FindAccount } from 'oidc-provider'
import type { Core } from '../core.ts'
import { claimsOf } from '../users.ts'
import { refusals } from './errors.ts'

/**
 * The user behind a session, a code or a refresh token. The id of the browser session is the `sid` in the ID tokens
 * of every application; oidc-provider's own would be one for each.
 *
 * @throws TenantError for a blocked user, and for a deleted one who refreshes
 */
export function findAccount(core: Core): FindAccount {
  return (ctx, id, token) => {
    const user = core.users.get(id)
    const refreshing = ctx.oidc.params?.['grant_type'] === 'refresh_token'
    if (!user && refreshing) throw refusals.deletedUser()
    if (user?.blocked) throw refreshing ? refusals.blockedOnRefresh() : refusals.blockedUser()
    if (!user) return undefined
    const sid = token && 'sessionUid' in token ? token.sessionUid : undefined
    return { accountId: id, claims: async () => ({ ...claimsOf(user, core.namespace), sid }) }
  }
}
