import type { Core } from '../core.ts'
import type { Middleware } from '../http/context.ts'

/**
 * Makes `/authorize` Auth0's where oidc-provider has no option for it: `resource` is not read (`audience` is), and
 * `iss` (RFC 9207) is in the response only if the tenant setting is on.
 */
export function shapeAuthorization(core: Core): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== '/authorize' && !ctx.path.startsWith('/authorize/')) return void (await next())
    const { resource: _resource, ...query } = ctx.query
    ctx.query = query
    await next()
    const location = ctx.response.get('location')
    if (!URL.canParse(location) || core.settings.current.issParameter) return
    ctx.set('location', withoutIss(new URL(location)))
  }
}

function withoutIss(url: URL): string {
  const fragment = new URLSearchParams(url.hash.slice(1))
  url.searchParams.delete('iss')
  fragment.delete('iss')
  url.hash = fragment.toString()
  return url.href
}
