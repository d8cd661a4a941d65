import type { Core } from '../core.ts'
import { endpoint, type Middleware } from '../http/context.ts'

/**
 * `/.well-known/openid-configuration` with the members Auth0 publishes.
 *
 * @see https://auth0.com/docs/get-started/applications/configure-applications-with-oidc-discovery
 */
export function discovery(core: Core): Middleware {
  return endpoint('/.well-known/openid-configuration', ['GET'], (ctx) => {
    ctx.set('cache-control', 'public, max-age=15')
    ctx.body = describe(core)
  })
}

/** `/.well-known/jwks.json`: current, next and not yet revoked previous keys. */
export function jwks(core: Core): Middleware {
  return endpoint('/.well-known/jwks.json', ['GET'], (ctx) => {
    ctx.set('cache-control', 'public, max-age=15')
    ctx.body = core.keys.published()
  })
}

function describe({ issuer, settings, namespace }: Core) {
  return {
    issuer,
    authorization_endpoint: `${issuer}authorize`,
    token_endpoint: `${issuer}oauth/token`,
    userinfo_endpoint: `${issuer}userinfo`,
    revocation_endpoint: `${issuer}oauth/revoke`,
    end_session_endpoint: `${issuer}oidc/logout`,
    jwks_uri: `${issuer}.well-known/jwks.json`,
    scopes_supported: ['openid', 'profile', 'offline_access', 'name', 'nickname', 'email', 'email_verified', 'picture'],
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    code_challenge_methods_supported: ['S256'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'sid', 'name', 'nickname', 'picture']
      .concat(['email', 'email_verified'])
      .concat([`${namespace}app_metadata`, `${namespace}user_metadata`]),
    request_uri_parameter_supported: false,
    request_parameter_supported: false,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    ...(settings.current.issParameter && { authorization_response_iss_parameter_supported: true }),
  }
}
