/**
 * The closed list of words an answer of ours may carry in `error`. The first group is OAuth's
 * (RFC 6749 section 5.2, RFC 6750 section 3.1), the second Auth0's, the third our own.
 */
export type ErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_token'
  | 'access_denied'
  | 'unsupported_grant_type'
  | 'temporarily_unavailable'
  | 'server_error'
  | 'mfa_required'
  | 'too_many_attempts'
  | 'too_many_requests'
  | 'requires_verification'
  | 'password_leaked'
  | 'not_found'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'bad_gateway'
  | 'tenant_refused'

/** Whoever tries credentials that are not theirs sees these; a second factor that is asked for is no denial. */
export const denials: readonly ErrorCode[] = [
  'invalid_grant',
  'access_denied',
  'requires_verification',
  'password_leaked',
  'too_many_attempts',
]

/** What a caller was about when an error came up. */
export type Activity = 'login' | 'refresh'

/** What may ride along with a {@link ServiceError}. */
export interface ServiceErrorOptions {
  /** What went wrong underneath; logged by name and code only, never sent. */
  cause?: unknown
  /** Seconds after which the caller may try again (`Retry-After`, RFC 9110 section 10.2.3). */
  retryAfter?: number
  /** Further members of the error body, such as Auth0's `mfa_token`. */
  members?: Readonly<Record<string, unknown>>
  /** With `tenant_refused`: Auth0's own status and `errorCode`, which come through. */
  tenant?: { readonly statusCode: number; readonly errorCode: string }
  /** `Set-Cookie` values to send with the refusal, such as the one that clears a dead session. */
  cookies?: readonly string[]
  /** Tells a denied login from a failed refresh; given by {@link during}. */
  during?: Activity
  /** Only a person can mend it: the tenant refuses this service itself, or a secret of ours can't be had. */
  misconfigured?: boolean
}

/** A refusal or failure in the protocol's word; `message` is safe to show to anybody. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly code: ErrorCode
  readonly options: ServiceErrorOptions

  /**
   * @param code the stable word that callers and tests match on
   * @param message a sentence for people; it never holds a secret
   * @param options cause, `Retry-After`, further members of the body, cookies
   */
  constructor(code: ErrorCode, message: string, options: ServiceErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.options = options
  }
}

/** Tells whether `error` is a {@link ServiceError} of one of `codes` (of any code when none is named). */
export function isServiceError(error: unknown, ...codes: readonly ErrorCode[]): error is ServiceError {
  return error instanceof ServiceError && (codes.length === 0 || codes.includes(error.code))
}

/**
 * Runs an activity, whose errors say from then on what they came up in.
 *
 * @throws whatever `run` throws, a {@link ServiceError} with `during`
 */
export async function during<T>(activity: Activity, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!isServiceError(error)) throw error
    throw new ServiceError(error.code, error.message, { ...error.options, during: activity })
  }
}

/** Refuses with `invalid_request`: the caller's input is at fault. */
export function invalidRequest(message: string): ServiceError {
  return new ServiceError('invalid_request', message)
}

/**
 * Says that something we depend on is down or slow: nothing was lost, the same call may succeed soon.
 *
 * @param options `misconfigured` when it stays so until a person mends it
 */
export function unavailable(
  message: string,
  cause?: unknown,
  options: Pick<ServiceErrorOptions, 'misconfigured'> = {},
): ServiceError {
  return new ServiceError('temporarily_unavailable', message, { cause, retryAfter: 2, ...options })
}
