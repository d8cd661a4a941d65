import { randomBytes } from 'node:crypto'
import type Provider from 'oidc-provider'
import type { Core } from '../core.ts'
import { bodyOf } from '../http/body.ts'
import type { Context, Middleware } from '../http/context.ts'
import { TOO_MANY_REQUESTS } from '../http/rate-limits.ts'
import { refusals, type TenantError } from './errors.ts'
import { signAnew } from './id-token.ts'
import { isReuse, translate } from './translate.ts'

const PATHS = ['/oauth/token', '/oauth/revoke']
const LIMIT = { burst: 100, perSecond: 30 }
const thrown = new WeakMap<object, unknown>()

/** Keeps what oidc-provider's endpoints throw, for `translateAnswers` to put into Auth0's words. */
export function keepErrors(provider: Provider): void {
  const keep = (ctx: { req: object }, error: unknown): void => void thrown.set(ctx.req, error)
  provider.on('grant.error', keep)
  provider.on('revocation.error', keep)
  provider.on('server_error', keep)
}

/**
 * Stands before oidc-provider at `/oauth/token` and `/oauth/revoke`: refuses bad bodies, sets Auth0's headers, and
 * turns the answer into the one Auth0 gives.
 */
export function translateAnswers(core: Core): Middleware {
  return async (ctx, next) => {
    if (ctx.method !== 'POST' || !PATHS.includes(ctx.path)) return void (await next())
    ctx.set({ 'cache-control': 'no-store', 'x-auth0-requestid': randomBytes(10).toString('hex') })
    const allowed = ctx.path === '/oauth/revoke' || core.limits.take(ctx, `token ${ctx.ip}`, LIMIT)
    if (!allowed && core.settings.current.tokenLimit) {
      ctx.status = 429
      ctx.body = TOO_MANY_REQUESTS
      return
    }
    const { problem } = bodyOf(ctx)
    if (problem) return answer(ctx, refusals.invalidRequest(problem))
    await next()
    if (ctx.status >= 400) refuse(core, ctx)
    else if (ctx.path === '/oauth/token') await finish(core, ctx)
  }
}

function refuse(core: Core, ctx: Context): void {
  const error = thrown.get(ctx.req)
  if (isReuse(error)) core.counters.add('refresh token reuse')
  const translated = translate(error, bodyOf(ctx).parameters['grant_type'] ?? '')
  if (translated) answer(ctx, translated)
}

function answer(ctx: Context, { statusCode, body }: TenantError): void {
  ctx.status = statusCode
  ctx.body = body
}

/** Without rotation Auth0 does not repeat the refresh token; the ID token gets its final signature. */
async function finish(core: Core, ctx: Context): Promise<void> {
  const tokens: Record<string, unknown> = { ...Object(ctx.body) }
  const { refresh_token: presented } = bodyOf(ctx).parameters
  if (tokens['refresh_token'] === presented) delete tokens['refresh_token']
  const idToken = tokens['id_token']
  if (typeof idToken === 'string') tokens['id_token'] = await signAnew(core, idToken, presented !== undefined)
  ctx.body = tokens
}
