import type { Caller } from './config/clients.ts'
import { ServiceError } from './errors.ts'

/**
 * Where a session or token is the credential its client speaks, and naming another is refused.
 *
 * @param named the client that the request names, if it does
 * @param client type of the credential's client
 * @throws ServiceError `invalid_client`
 */
export function requireSameClient(named: Caller | undefined, client: string): void {
  if (named && named.client.type !== client) {
    throw new ServiceError('invalid_client', 'The credential belongs to another client')
  }
}

/** The refusal of a session or token that is not, or no longer, valid here. */
export function invalidToken(): ServiceError {
  return new ServiceError('invalid_token', 'Not logged in here: the session or token is unknown, ended or expired')
}
