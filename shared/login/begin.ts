import { authorizationUrl } from '../auth0/urls.ts'
import type { Client } from '../config/config.ts'
import { chooseConnection } from '../config/connection.ts'
import { invalidRequest } from '../errors.ts'
import { fingerprint, randomSecret } from '../seal.ts'
import type { Logins } from '../sessions/logins.ts'
import type { Redirect } from './redirect.ts'

/**
 * Longest address of the tenant that a browser is sent to. API Gateway allows 10,240 bytes for a request line and its
 * headers, and nobody allows much more for those of an answer; the longest redirect, which rides in `state`, needs 4,000.
 */
const LONGEST_LOCATION = 8192

/** A login that is about to begin; everything in it was judged. */
export interface LoginRequest {
  readonly client: Client
  readonly state: string
  readonly redirect: Redirect | undefined
  /** The `connection` that the caller asked for. */
  readonly connection: string | undefined
  /** Parameters for Auth0 beside our own. */
  readonly passThrough: Readonly<Record<string, string>>
  /** The browser's login cookie as `name=secret`, for clients whose logins are bound to it. */
  readonly browser: string | undefined
}

/**
 * Begins a login: remembers it under its state and tells where to send the browser.
 *
 * @param needs the store of pending logins, and a clock in milliseconds since the epoch
 * @returns the tenant's authorization URL
 * @throws ServiceError `invalid_request` when connection, `max_age` or state are not to be used, or all is too long
 */
export async function beginLogin(
  { logins, clock }: { logins: Logins; clock: () => number },
  request: LoginRequest,
): Promise<string> {
  const { client, state, redirect, passThrough, browser } = request
  const connection = chooseConnection(client, request.connection)
  const maxAge = parseMaxAge(passThrough['max_age'])
  const [verifier, nonce] = [randomSecret(), randomSecret()]
  const location = authorizationUrl(client, { state, nonce, verifier, connection, passThrough })
  if (location.length > LONGEST_LOCATION) throw invalidRequest('The parameters are too long to be passed on')
  const bound = browser === undefined ? undefined : fingerprint(browser)
  const begun = await logins.begin(state, client.type, bound, {
    verifier,
    nonce,
    ...(redirect !== undefined && { redirect }),
    ...(maxAge !== undefined && { authenticatedAfter: Math.floor(clock() / 1000) - maxAge }),
  })
  if (!begun) throw invalidRequest('This state is in use: make a new one')
  return location
}

function parseMaxAge(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (!/^\d{1,9}$/.test(value)) throw invalidRequest('max_age must be a whole number of seconds')
  return Number(value)
}
