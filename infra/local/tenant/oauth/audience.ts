import type { KoaContextWithOIDC, ResourceServer } from 'oidc-provider'
import type { Core } from '../core.ts'
import { text } from '../http/context.ts'
import { refusals } from './errors.ts'
import { accessTokenLifetime } from './lifetimes.ts'

/** The scopes that belong to OpenID Connect rather than to an API. */
export const OIDC_SCOPES = ['openid', 'profile', 'email', 'address', 'phone']

const OPAQUE_URN = 'urn:auth0:audience:'

/**
 * Auth0's `audience` may be any text, a resource indicator (RFC 8707) only an absolute URI without fragment:
 * other audiences travel inside a URN.
 */
export function toIndicator(audience: string): string {
  return URL.canParse(audience) && !audience.includes('#') ? audience : OPAQUE_URN + encodeURIComponent(audience)
}

function fromIndicator(indicator: string): string {
  return indicator.startsWith(OPAQUE_URN) ? decodeURIComponent(indicator.slice(OPAQUE_URN.length)) : indicator
}

/** The API of an audience as oidc-provider's resource server: JWTs in RS256, OIDC scopes allowed beside its own. */
export function resourceServerOf(core: Core, audience: string): ResourceServer | undefined {
  const api = core.apis.get(audience)
  if (!api) return undefined
  const offline = api.allowOfflineAccess === false ? [] : ['offline_access']
  return {
    audience,
    scope: [...OIDC_SCOPES, ...offline, ...api.scopes].join(' '),
    accessTokenFormat: 'jwt',
    accessTokenTTL: accessTokenLifetime(core, audience),
    jwt: { sign: { alg: 'RS256' } },
  }
}

/** Configuration of `features.resourceIndicators`: `audience` in, JWT access tokens out. */
export function resourceIndicators(core: Core) {
  return {
    enabled: true,
    defaultResource(ctx: KoaContextWithOIDC) {
      const audience = text(ctx.oidc.params?.['audience']) ?? core.defaultAudience
      return audience === undefined ? undefined : toIndicator(audience)
    },
    useGrantedResource: () => true,
    getResourceServerInfo(_ctx: KoaContextWithOIDC, indicator: string) {
      const audience = fromIndicator(indicator)
      const server = resourceServerOf(core, audience)
      if (!server) throw refusals.unknownAudience(audience)
      return server
    },
  }
}
