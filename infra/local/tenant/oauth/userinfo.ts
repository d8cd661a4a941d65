import type { Core } from '../core.ts'
import { type Context, endpoint, type Middleware } from '../http/context.ts'
import { TOO_MANY_REQUESTS } from '../http/rate-limits.ts'
import { CLAIMS_BY_SCOPE, claimsOf, customClaims } from '../users.ts'
import { accessTokenOf } from './bearer.ts'

const LIMIT = { burst: 10, perSecond: 5 / 60 }

/**
 * `/userinfo` for opaque tokens and for JWTs whose audience names it; five calls a minute and user, burst ten.
 *
 * @see https://auth0.com/docs/api/authentication/user-profile/get-user-info
 */
export function userinfo(core: Core): Middleware {
  return endpoint('/userinfo', ['GET', 'POST'], async (ctx) => {
    const token = await accessTokenOf(core, ctx)
    const user = core.users.get(token?.sub ?? '')
    if (!token || !user || user.blocked || !token.scopes.includes('openid')) return refuse(ctx)
    const allowed = core.limits.take(ctx, `userinfo ${user.user_id}`, LIMIT)
    if (!allowed && core.settings.current.userinfoLimit) {
      ctx.status = 429
      ctx.body = TOO_MANY_REQUESTS
      return
    }
    const open = ['sub', ...openClaims(token.scopes), ...Object.keys(customClaims(user, core.namespace))]
    ctx.body = Object.fromEntries(
      Object.entries(claimsOf(user, core.namespace)).filter(([name]) => open.includes(name)),
    )
  })
}

function openClaims(scopes: string[]): string[] {
  return Object.entries(CLAIMS_BY_SCOPE).flatMap(([scope, names]) => (scopes.includes(scope) ? names : []))
}

function refuse(ctx: Context): void {
  ctx.status = 401
  const description = ctx.get('authorization') ? 'The access token is invalid or expired' : 'No access token was sent'
  ctx.set('www-authenticate', `Bearer realm="Users", error="invalid_token", error_description="${description}"`)
  ctx.body = 'Unauthorized'
}
