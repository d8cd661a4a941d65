import * as v from 'valibot'
import { type ErrorCode, ServiceError, unavailable } from '../errors.ts'
import type { TenantResponse } from './ask.ts'

const BodySchema = v.object({
  error: v.string(),
  mfa_token: v.optional(v.string()),
  mfa_requirements: v.optional(v.unknown()),
})

type Body = v.InferOutput<typeof BodySchema>

/** The user's own faults, in Auth0's words, and what we say of them. Descriptions of Auth0 are never branched on. */
const REFUSALS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  invalid_grant: ['invalid_grant', 'The credentials are wrong, used or expired'],
  unauthorized: ['access_denied', 'The tenant refuses this user'],
  mfa_required: ['mfa_required', 'A second factor is required'],
  requires_verification: ['requires_verification', 'The tenant asks for verification: log in through the browser'],
  password_leaked: ['password_leaked', 'This password was found in a data breach: reset it'],
}

/** The tenant's refusal, kept as the cause of ours: its word only, since its sentence may hold user data. */
export class TenantRefusal extends Error {
  override readonly name = 'TenantRefusal'
  readonly code: string
  /** It is our own credentials that the tenant refuses: Auth0 says `access_denied`, RFC 6749 section 5.2 `invalid_client`. */
  readonly ofClient: boolean

  constructor(status: number, word: string) {
    super(`The tenant answered ${status} ${word}`)
    this.code = `${status} ${word}`
    this.ofClient = status === 401 && ['access_denied', 'invalid_client'].includes(word)
  }
}

/**
 * Turns a refusal of `/oauth/token` into ours.
 *
 * @param now milliseconds since the epoch
 * @see Auth0 "Authentication API errors"; RFC 6749 section 5.2
 */
export function toServiceError(response: TenantResponse, now: number): ServiceError {
  const body = parseBody(response.body)
  const cause = new TenantRefusal(response.status, body?.error ?? '(no OAuth error)')
  if (response.status === 429) return limited(response, body, cause, now)
  if (response.status >= 500 || !body) return unavailable('The identity provider does not answer as it should', cause)
  const refusal = Object.hasOwn(REFUSALS, body.error) ? REFUSALS[body.error] : undefined
  if (refusal) return new ServiceError(refusal[0], refusal[1], { cause, members: mfaMembers(body) })
  return serviceRefused(cause)
}

/** The tenant refuses not its user but this service: our credentials, grants, scopes or connections there are wrong. */
export function serviceRefused(cause: TenantRefusal): ServiceError {
  const message = 'The identity provider refuses this service: see its configuration'
  return new ServiceError('bad_gateway', message, { cause, misconfigured: true })
}

/** Tells whether an answer of `/oauth/token` refuses our own credentials. */
export function refusesClient({ status, body }: TenantResponse): boolean {
  return new TenantRefusal(status, parseBody(body)?.error ?? '').ofClient
}

/**
 * Seconds to wait after a 429, from `Retry-After` or Auth0's `x-ratelimit-reset` (epoch seconds).
 *
 * @param now milliseconds since the epoch
 */
export function retryAfter({ headers }: TenantResponse, now: number): number {
  const after = secondsOf(headers['retry-after'], now)
  if (after > 0) return Math.ceil(after)
  const reset = Number(headers['x-ratelimit-reset'])
  return reset > 0 ? Math.max(1, Math.ceil(reset - now / 1000)) : 1
}

/** `Retry-After` is a number of seconds or a date (RFC 9110 section 10.2.3). */
function secondsOf(value: string | string[] | undefined, now: number): number {
  if (typeof value !== 'string') return 0
  return /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000
}

function limited(response: TenantResponse, body: Body | undefined, cause: TenantRefusal, now: number): ServiceError {
  const code = body?.error === 'too_many_attempts' ? 'too_many_attempts' : 'too_many_requests'
  return new ServiceError(code, 'Too many requests: try again later', { cause, retryAfter: retryAfter(response, now) })
}

function mfaMembers({ error, mfa_token, mfa_requirements }: Body): Record<string, unknown> {
  return error === 'mfa_required' ? { mfa_token, ...(mfa_requirements !== undefined && { mfa_requirements }) } : {}
}

function parseBody(body: string): Body | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), BodySchema), body)
  return result.success ? result.output : undefined
}
