import type { Client } from '../config/config.ts'
import { ServiceError } from '../errors.ts'
import { type HttpEvent, header } from './request.ts'

/** Methods that only read (RFC 9110 section 9.2.1): another site's page may make the browser send them. */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Tells whether an unsafe request may use or set this browser's cookies for a client: it needs a same-origin
 * `Sec-Fetch-Site`, or an `Origin` that is the client's own or listed. Who sends neither header is no browser
 * (W3C Fetch Metadata, RFC 9700 section 4.7).
 */
export function isOwnOrigin(event: HttpEvent, client: Client): boolean {
  const site = header(event, 'sec-fetch-site')
  const origin = header(event, 'origin')
  if (site === undefined && origin === undefined) return true
  return site === 'same-origin' || (origin !== undefined && ownOrigins(client).includes(origin))
}

/**
 * Refuses what {@link isOwnOrigin} does not allow.
 *
 * @throws ServiceError `access_denied`
 */
export function requireOwnOrigin(event: HttpEvent, client: Client): void {
  if (!isOwnOrigin(event, client)) throw foreignOrigin()
}

/**
 * The same where an endpoint does not know its method beforehand: a safe one needs no origin.
 *
 * @throws ServiceError `access_denied`
 */
export function requireOwnOriginIfUnsafe(event: HttpEvent, client: Client): void {
  if (!SAFE.has(event.requestContext.http.method)) requireOwnOrigin(event, client)
}

/**
 * Refuses a safe request with effects, such as a logout, that another site's page made without navigating there: by a
 * picture, a fetch, or a frame, which navigates unseen.
 *
 * @throws ServiceError `access_denied`
 */
export function requireNavigation(event: HttpEvent): void {
  // Whatever is not surely of our own is of another site, such as two values that the gateway has joined.
  const crossSite = !['same-origin', 'none'].includes(header(event, 'sec-fetch-site') ?? 'none')
  const [mode, destination = 'document'] = [header(event, 'sec-fetch-mode'), header(event, 'sec-fetch-dest')]
  if (crossSite && (mode !== 'navigate' || destination !== 'document')) throw foreignOrigin()
}

/** The refusal of an origin. */
export function foreignOrigin(): ServiceError {
  return new ServiceError('access_denied', 'This origin may not use the session')
}

function ownOrigins({ redirectUrl, hosts, allowedOrigins }: Client): readonly string[] {
  return [new URL(redirectUrl).origin, ...hosts.map((host) => `https://${host}`), ...allowedOrigins]
}
