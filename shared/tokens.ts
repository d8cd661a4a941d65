import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import * as v from 'valibot'
import { isServiceError, ServiceError } from './errors.ts'

/** Clocks of the tenant and of Lambda may differ by this much, in seconds. */
export const TOLERANCE_SECONDS = 5

/** A session ends so much before its `session_expiry`, in seconds, as with Auth0's own SDKs: no clock makes it outlive that. */
const EARLY_SECONDS = 30

/** The year 2286: a `session_expiry` from then on is one in milliseconds, which would limit nothing. */
const SECONDS_END = 1e10

declare const verified: unique symbol

/** Claims of an ID token that {@link verifyIdToken} has proved. */
export type IdTokenClaims = JWTPayload & { readonly sub: string; readonly [verified]: true }

/** What an ID token must agree with. */
export interface ExpectedIdToken {
  readonly keys: JWTVerifyGetKey
  /** Auth0's issuer: the address asked, with a final slash. */
  readonly issuer: string
  readonly clientId: string
  readonly algorithms: readonly string[]
  /** The login's nonce; grants without a browser have none. */
  readonly nonce?: string | undefined
  /** Earliest `auth_time` in seconds since the epoch, when the login sent `max_age`. */
  readonly authenticatedAfter?: number | undefined
  /** The user of the session, when the token renews one. */
  readonly subject?: string | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * Verifies an ID token: a ladder of refusals in the order of OpenID Connect Core 1.0 section 3.1.3.7 (and 12.2 for
 * refreshed ones), and that it is no token of another kind (RFC 8725 section 3.11).
 *
 * @throws ServiceError `bad_gateway` naming the claim at fault; `temporarily_unavailable` when the keys can't be had
 */
export async function verifyIdToken(token: string, expected: ExpectedIdToken): Promise<IdTokenClaims> {
  const { payload, protectedHeader } = await verifySignature(token, expected)
  const { nonce, authenticatedAfter, now } = expected
  const seconds = now / 1000
  if (!isPlain(protectedHeader.typ)) throw refused('typ is of another kind of token')
  if (![payload.exp, payload.iat].every(Number.isFinite)) throw refused('exp or iat is no time')
  if (Array.isArray(payload.aud) && payload.aud.length > 1 && payload['azp'] === undefined)
    throw refused('azp is missing')
  if (payload['azp'] !== undefined && payload['azp'] !== expected.clientId) throw refused('azp is another client')
  if (Number(payload.iat) > seconds + TOLERANCE_SECONDS) throw refused('iat lies in the future')
  if (nonce !== undefined && payload['nonce'] !== nonce) throw refused('nonce is not the one of this login')
  if (authenticatedAfter !== undefined) checkAuthTime(payload['auth_time'], authenticatedAfter)
  if (!isSessionExpiry(payload['session_expiry'])) throw refused('session_expiry is no time in seconds')
  if (!isClaims(payload)) throw refused('sub is missing')
  if (expected.subject !== undefined && payload.sub !== expected.subject) throw refused('sub is another user')
  return payload
}

function verifySignature(token: string, { keys, issuer, clientId, algorithms, now }: ExpectedIdToken) {
  return jwtVerify(token, keys, {
    issuer,
    audience: clientId,
    algorithms: [...algorithms],
    requiredClaims: ['sub', 'exp', 'iat'],
    clockTolerance: TOLERANCE_SECONDS,
    currentDate: new Date(now),
  }).catch((cause: unknown) => {
    throw isServiceError(cause) ? cause : refused(reason(cause), cause)
  })
}

/** An ID token need not say its type; logout tokens and some access tokens do (RFC 7515 section 4.1.9, RFC 9068). */
function isPlain(typ: string | undefined): boolean {
  return typ === undefined || /^(application\/)?jwt$/i.test(typ)
}

function checkAuthTime(authTime: unknown, earliest: number): void {
  if (typeof authTime !== 'number') throw refused('auth_time is missing although max_age was sent')
  if (authTime < earliest - TOLERANCE_SECONDS) throw refused('auth_time is older than max_age allows')
}

function isSessionExpiry(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && value >= 0 && value < SECONDS_END)
}

function isClaims(payload: JWTPayload): payload is IdTokenClaims {
  return typeof payload.sub === 'string' && payload.sub !== ''
}

/** What jose found wrong with a token, in words that quote nothing of it. */
export function reason(cause: unknown): string {
  if (cause instanceof errors.JWTClaimValidationFailed || cause instanceof errors.JWTExpired)
    return `${cause.claim} is wrong`
  return 'its signature cannot be verified'
}

function refused(why: string, cause?: unknown): ServiceError {
  return new ServiceError('bad_gateway', `The identity provider sent an ID token that is refused: ${why}`, { cause })
}

/**
 * When a session must end by its ID token's `session_expiry`, in seconds since the epoch; undefined when it says nothing.
 *
 * @see https://auth0.com/docs/authenticate/enterprise-connections/session-expiry-enterprise-connections; IPSIE SL1 OpenID
 * Connect Profile
 */
export function sessionCeiling({ session_expiry: expiry }: IdTokenClaims): number | undefined {
  return typeof expiry === 'number' ? Math.floor(expiry) - EARLY_SECONDS : undefined
}

const AccessTokenSchema = v.object({
  scope: v.optional(v.string(), ''),
  permissions: v.optional(v.array(v.string()), []),
})

/**
 * Permissions and scopes of an access token that the tenant has just handed us (Auth0 "Access Token Profiles").
 *
 * @returns none when the token is opaque
 */
export function permissionsOf(accessToken: string): string[] {
  if (accessToken.split('.').length !== 3) return []
  const result = v.safeParse(AccessTokenSchema, tryDecode(accessToken))
  if (!result.success) return []
  const { scope, permissions } = result.output
  return [...new Set([...permissions, ...scope.split(' ').filter(Boolean)])]
}

function tryDecode(token: string): unknown {
  try {
    return decodeJwt(token)
  } catch {
    return undefined
  }
}
