import type { Configuration } from 'oidc-provider'
import type { Core } from '../core.ts'

const DAY = 86_400

/** Seconds from a login to the end of its refresh tokens, used or not: Auth0's default of 30 days. */
export const REFRESH_TOKEN_LIFETIME = 30 * DAY

/** Seconds an access token lives: the setting, else the API's, else Auth0's 24 hours. */
export function accessTokenLifetime(core: Core, audience?: string): number {
  const api = audience === undefined ? undefined : core.apis.get(audience)
  return core.settings.current.accessTokenLifetime ?? api?.tokenLifetime ?? DAY
}

/** Auth0's lifetimes in seconds. A rotated refresh token keeps the end of its family: the 30 days are absolute. */
export function lifetimes(core: Core): NonNullable<Configuration['ttl']> {
  return {
    AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? accessTokenLifetime(core),
    ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? accessTokenLifetime(core),
    AuthorizationCode: 60,
    Grant: 365 * DAY,
    IdToken: 36_000,
    Interaction: 3600,
    RefreshToken: (ctx) => Math.max(1, ctx?.oidc.entities.RotatedRefreshToken?.remainingTTL ?? REFRESH_TOKEN_LIFETIME),
    Session: 3 * DAY,
  }
}
