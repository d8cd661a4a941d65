import { type Caller, namedCaller } from '../config/clients.ts'
import type { Config } from '../config/config.ts'
import { ServiceError } from '../errors.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { requireOwnOrigin } from './origin.ts'
import { callNaming, type HttpEvent } from './request.ts'
import { type BrowserSession, countUse, openBrowserSession } from './session-cookie.ts'

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

/**
 * The session behind the cookie of an unsafe request, which must come from the session's own origin and counts as a use.
 *
 * @throws ServiceError `invalid_token` when there is none, `invalid_client` when another client is named, `access_denied`
 * when another site's page asks
 */
export async function requireBrowserSession(
  event: HttpEvent,
  services: { readonly config: Config; readonly sessions: Sessions },
): Promise<BrowserSession> {
  const named = namedCaller(services.config, callNaming(event))
  const found = await openBrowserSession(event, services, named?.client)
  if (!found) throw invalidToken()
  requireSameClient(named, found.client.type)
  requireOwnOrigin(event, found.client)
  await countUse(services.sessions, found)
  return found
}

/** The refusal of a session or token that is not, or no longer, valid here. */
export function invalidToken(): ServiceError {
  return new ServiceError('invalid_token', 'Not logged in here: the session or token is unknown, ended or expired')
}
