import type { Client } from '../config/config.ts'
import { ServiceError, unavailable } from '../errors.ts'
import type { Ask } from './ask.ts'
import { retryAfter, serviceRefused, TenantRefusal } from './refusal.ts'

/**
 * Has Auth0 send its mail for choosing a new password; it answers the same whether or not the user exists.
 *
 * @throws ServiceError `too_many_requests`, `temporarily_unavailable`, or `bad_gateway` when the connection is not the client's
 * @see Auth0 Authentication API, "Change password"
 */
export async function sendResetMail(
  { ask, clock }: { ask: Ask; clock: () => number },
  { auth0Url, clientId }: Client,
  { email, connection }: { email: string; connection: string },
): Promise<void> {
  const form = { client_id: clientId, email, connection }
  const response = await ask({ method: 'POST', url: `${auth0Url}/dbconnections/change_password`, form }).catch(
    (cause: unknown) => {
      throw unavailable('The identity provider does not answer', cause)
    },
  )
  if (response.status === 200) return
  if (response.status === 429) {
    throw new ServiceError('too_many_requests', 'Too many requests', { retryAfter: retryAfter(response, clock()) })
  }
  if (response.status >= 500) throw unavailable('The identity provider does not answer as it should')
  throw serviceRefused(new TenantRefusal(response.status, '(no word)'))
}
