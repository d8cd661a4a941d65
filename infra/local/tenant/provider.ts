import Provider, { type Configuration } from 'oidc-provider'
import { createAdapterFactory } from './adapter.ts'
import type { Core } from './core.ts'
import { auth0Profile } from './oauth/access-token.ts'
import { findAccount } from './oauth/account.ts'
import { OIDC_SCOPES, resourceIndicators } from './oauth/audience.ts'
import { isRevocable, leewayOf, rotates, toClient } from './oauth/clients.ts'
import { grantEverything } from './oauth/family.ts'
import { registerGrants } from './oauth/grants.ts'
import { lifetimes } from './oauth/lifetimes.ts'
import { restoreOfflineAccess } from './oauth/offline-access.ts'
import { keepErrors } from './oauth/token-endpoint.ts'
import { renderError } from './pages/error.ts'
import { checkConnection, loginPolicy } from './pages/policy.ts'
import { CLAIMS_BY_SCOPE } from './users.ts'

/**
 * The OpenID Connect machinery in Auth0's clothes: its paths, cookies, lifetimes, claims and grant types. What
 * oidc-provider cannot be configured to do stands before it, in the middleware of `tenant.ts`.
 */
export function buildProvider(core: Core): Provider {
  const provider = new Provider(core.issuer, { ...registry(core), ...endpoints(core), ...tokens(core) })
  // Koa would print refused requests on the console.
  provider.silent = true
  registerGrants(core, provider)
  keepErrors(provider)
  return provider
}

function registry(core: Core): Configuration {
  return {
    adapter: createAdapterFactory(core.store, (clientId) => leewayOf(core, clientId)),
    clients: [...core.applications.values()].map(toClient),
    jwks: { keys: core.keys.all() },
    findAccount: findAccount(core),
    cookies: {
      keys: [core.cookieKey],
      names: { session: 'auth0', interaction: '_auth0_interaction', resume: '_auth0_resume' },
    },
  }
}

function endpoints(core: Core): Configuration {
  return {
    routes: { authorization: '/authorize', token: '/oauth/token', revocation: '/oauth/revoke' },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      dPoP: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => isRevocable(client, token) },
      resourceIndicators: resourceIndicators(core),
    },
    extraParams: {
      audience: restoreOfflineAccess(core),
      connection: checkConnection(core),
      organization: null,
      invitation: null,
      screen_hint: null,
    },
    interactions: { policy: loginPolicy(core), url: (_ctx, { uid }) => `/u/login?state=${uid}` },
    loadExistingGrant: (ctx) => grantEverything(core, ctx),
    allowOmittingSingleRegisteredRedirectUri: false,
    clientBasedCORS: () => false,
    pkce: { required: () => false },
    renderError,
  }
}

function tokens(core: Core): Configuration {
  return {
    scopes: [...OIDC_SCOPES, 'offline_access'],
    claims: {
      openid: ['sub', 'sid', `${core.namespace}app_metadata`, `${core.namespace}user_metadata`],
      ...CLAIMS_BY_SCOPE,
    },
    // Auth0 puts the claims of profile and email into the ID token as well.
    conformIdTokenClaims: false,
    formats: {
      // An opaque access token of Auth0 has 32 characters of 6 bits.
      bitsOfOpaqueRandomness: (_ctx, token) => (token.kind === 'AccessToken' ? 192 : 256),
      customizers: { jwt: auth0Profile(core) },
    },
    ttl: lifetimes(core),
    issueRefreshToken: (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    rotateRefreshToken: (ctx) => rotates(core, ctx),
    expiresWithSession: () => false,
  }
}
