import type { Told } from '#infra/doctor/told'
import type { Client } from '#shared/config/config'
import type { ManagementClient } from '#shared/config/management'
import type { Answer, AskHttp } from './http.ts'

/** Asks a tenant for its metadata (OpenID Connect Discovery section 4). @param auth0Url without a final slash */
export function askDiscovery(http: AskHttp, auth0Url: string): Promise<Told<Answer>> {
  return http({ url: `${auth0Url}/.well-known/openid-configuration` })
}

/**
 * Asks a tenant whether it takes a client's id and secret, by a code that nobody has.
 *
 * The client is authenticated before its code is looked at (RFC 6749 section 4.1.3): `invalid_grant` means that id and
 * secret are right. It is harmless: no user is named, so nobody is logged in and nobody's attempts are counted; the
 * tenant's log shows one failed exchange.
 */
export function askSecret(
  http: AskHttp,
  { auth0Url, clientId, redirectUrl }: Pick<Client, 'auth0Url' | 'clientId' | 'redirectUrl'>,
  secret: string,
): Promise<Told<Answer>> {
  const credentials = { client_id: clientId, client_secret: secret }
  const grant = { grant_type: 'authorization_code', code: 'asked-by-the-doctor', redirect_uri: redirectUrl }
  return http({ url: `${auth0Url}/oauth/token`, form: { ...grant, ...credentials } })
}

/** Asks a tenant for a token of its Management API (RFC 6749 section 4.4; Auth0 "Management API Access Tokens"). */
export function askServiceToken(
  http: AskHttp,
  { auth0Url, clientId, audience }: Pick<ManagementClient, 'auth0Url' | 'clientId' | 'audience'>,
  secret: string,
): Promise<Told<Answer>> {
  const credentials = { client_id: clientId, client_secret: secret }
  return http({ url: `${auth0Url}/oauth/token`, form: { grant_type: 'client_credentials', audience, ...credentials } })
}
