import type { Core } from '../core.ts'
import { endpoint, type Middleware, queryOf } from '../http/context.ts'
import { allowedUrls, endBrowserSession, leave, refuse } from './browser.ts'

/**
 * Auth0's own logout, `/v2/logout`. With `client_id` the application's Allowed Logout URLs count, without it the
 * tenant's; query and fragment are not compared; without `returnTo` the first allowed URL serves. `federated`
 * changes nothing for database connections.
 *
 * @see https://auth0.com/docs/api/authentication/logout/auth-0-logout
 */
export function auth0Logout(core: Core): Middleware {
  return endpoint('/v2/logout', ['GET'], async (ctx) => {
    const clientId = queryOf(ctx, 'client_id')
    const returnTo = queryOf(ctx, 'returnTo')
    const allowed = allowedUrls(core, clientId)
    if (!allowed) return refuse(ctx, 'client_id', clientId)
    if (returnTo !== undefined && !covers(allowed, returnTo)) return refuse(ctx, 'returnTo', returnTo)
    await endBrowserSession(core, ctx)
    leave(ctx, returnTo ?? (clientId === undefined ? undefined : allowed[0]))
  })
}

function covers(allowed: readonly string[], url: string): boolean {
  return allowed.map(withoutQuery).includes(withoutQuery(url))
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '')
}
