import type { AccessToken, ClientCredentials, JWTStructured, KoaContextWithOIDC } from 'oidc-provider'
import type { Core } from '../core.ts'
import { PASSWORD_REALM } from '../options.ts'

const GTY: Record<string, string> = {
  password: 'password',
  [PASSWORD_REALM]: 'password',
  client_credentials: 'client-credentials',
  refresh_token: 'refresh_token',
}

/**
 * Reshapes a JWT access token into Auth0's own profile: typ JWT, `azp` for `client_id`, no `jti`, `gty`, and the
 * userinfo endpoint as a second audience with `openid`.
 *
 * @see https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles
 */
export function auth0Profile(core: Core) {
  return (ctx: KoaContextWithOIDC, token: AccessToken | ClientCredentials, jwt: JWTStructured): void => {
    const { client_id, jti: _jti, ...claims } = jwt.payload
    const gty = GTY[String(ctx.oidc.params?.['grant_type'])]
    const scopes = String(claims['scope'] ?? '').split(' ')
    const forUserinfo = scopes.includes('openid')
    jwt.header = { typ: 'JWT' }
    jwt.payload = {
      ...claims,
      azp: client_id,
      ...(gty && { gty }),
      ...(token.kind === 'ClientCredentials' && { sub: `${client_id}@clients` }),
      ...(forUserinfo && { aud: [claims['aud'], `${core.issuer}userinfo`] }),
    }
  }
}
