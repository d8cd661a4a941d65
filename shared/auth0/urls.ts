import { createHash } from 'node:crypto'
import type { Client } from '../config/config.ts'

/** What an authorization request carries beside the client's own settings. */
export interface AuthorizationRequest {
  readonly state: string
  readonly nonce: string
  /** PKCE code verifier (RFC 7636); only its S256 challenge is sent. */
  readonly verifier: string
  readonly connection: string | undefined
  /** Further parameters for Auth0, such as `prompt`. */
  readonly passThrough: Readonly<Record<string, string>>
}

/** The tenant's authorization URL (RFC 6749 section 4.1.1, RFC 7636 section 4.3, OIDC Core section 3.1.2.1). */
export function authorizationUrl(client: Client, request: AuthorizationRequest): string {
  return withQuery(`${client.auth0Url}/authorize`, {
    ...request.passThrough,
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: client.redirectUrl,
    scope: client.scopes.join(' '),
    audience: client.audience,
    connection: request.connection,
    state: request.state,
    nonce: request.nonce,
    code_challenge: createHash('sha256').update(request.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
}

/** The tenant's logout URL (Auth0 "Log Users Out of Auth0"); without `returnTo` the tenant uses its first allowed one. */
export function logoutUrl(client: Client, options: { returnTo: string | undefined; federated: boolean }): string {
  return withQuery(`${client.auth0Url}/v2/logout`, {
    client_id: client.clientId,
    returnTo: options.returnTo,
    federated: options.federated ? '' : undefined,
  })
}

function withQuery(base: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(base)
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url.href
}
