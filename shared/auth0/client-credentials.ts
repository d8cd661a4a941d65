import type { ManagementClient } from '../config/management.ts'
import { unavailable } from '../errors.ts'
import type { ServiceToken } from '../sessions/shared-token.ts'
import type { Ask } from './ask.ts'
import { readTokenResponse } from './token-response.ts'

/**
 * Obtains an access token for the Management API (RFC 6749 section 4.4; Auth0 "Management API Access Tokens").
 *
 * @throws ServiceError `bad_gateway` when the tenant refuses our credentials, `temporarily_unavailable` when it does not
 * answer
 */
export async function requestServiceToken(
  { ask, clock }: { ask: Ask; clock: () => number },
  { auth0Url, clientId, audience }: ManagementClient,
  secret: string,
): Promise<ServiceToken> {
  const asked = clock()
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret, audience }
  const response = await ask({ method: 'POST', url: `${auth0Url}/oauth/token`, form }).catch((cause: unknown) => {
    throw unavailable('The identity provider does not answer', cause)
  })
  const { accessToken, accessExpiresAt } = readTokenResponse(response, asked)
  return { accessToken, expiresAt: accessExpiresAt, lifetime: accessExpiresAt - Math.floor(asked / 1000) }
}
