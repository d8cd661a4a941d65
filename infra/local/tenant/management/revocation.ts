import type { Core } from '../core.ts'
import { endSessionsOf } from '../logout/sessions.ts'
import { refusals } from './errors.ts'
import { revokeRefreshTokens } from './refresh-tokens.ts'
import { route } from './route.ts'
import { NOTHING } from './schema/schema.ts'

/** `DELETE /users/{id}/sessions`: all tenant sessions of a user end, with back-channel logout. */
const endSessions = route({
  method: 'DELETE',
  path: '/users/{id}/sessions',
  scopes: ['delete:sessions'],
  query: NOTHING,
  async serve({ core, id }) {
    requireEnterprise(core, id)
    await endSessionsOf(core, id)
    return { status: 202 }
  },
})

/** `DELETE /users/{id}/refresh-tokens`. */
const endRefreshTokens = route({
  method: 'DELETE',
  path: '/users/{id}/refresh-tokens',
  scopes: ['delete:refresh_tokens'],
  query: NOTHING,
  serve({ core, id }) {
    requireEnterprise(core, id)
    revokeRefreshTokens(core, ({ userId }) => userId === id)
    return { status: 202 }
  },
})

/**
 * Ending what a user holds; offered by Enterprise plans only, as the setting `enterprise` says.
 *
 * @see https://auth0.com/docs/secure/tokens/refresh-tokens/revoke-refresh-tokens
 */
export const revocationRoutes = [endSessions, endRefreshTokens]

function requireEnterprise(core: Core, userId: string): void {
  if (!core.settings.current.enterprise) throw refusals.notInPlan()
  if (!core.users.get(userId)) throw refusals.unknownUser()
}
