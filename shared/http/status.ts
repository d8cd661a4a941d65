import { type ErrorCode, ServiceError } from '../errors.ts'
import { type HttpResult, json } from './responses.ts'

const STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 400,
  unsupported_grant_type: 400,
  invalid_client: 401,
  invalid_token: 401,
  invalid_grant: 403,
  access_denied: 403,
  mfa_required: 403,
  requires_verification: 403,
  password_leaked: 403,
  not_found: 404,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_attempts: 429,
  too_many_requests: 429,
  server_error: 500,
  bad_gateway: 502,
  tenant_refused: 502,
  temporarily_unavailable: 503,
}

/** The HTTP status that an error becomes; what is no {@link ServiceError} is our own fault. */
export function statusOf(error: unknown): number {
  return error instanceof ServiceError ? (error.options.tenant?.statusCode ?? STATUS[error.code]) : 500
}

/**
 * The one shape of every refusal and failure. What is no {@link ServiceError} says nothing outside but its id.
 *
 * @param requestId API Gateway's id of the request, which the log line carries too
 * @param status the one that every failure has, where a specification says so
 */
export function errorResult(error: unknown, requestId: string, status?: number): HttpResult {
  const known = error instanceof ServiceError ? error : new ServiceError('server_error', 'Something went wrong here')
  const { retryAfter, members, cookies, tenant } = known.options
  const statusCode = status ?? statusOf(known)
  const word = tenant?.errorCode ?? known.code
  const body = { ...members, error: word, error_description: known.message, statusCode, requestId }
  const headers = { ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }), ...challenge(statusCode) }
  return json(body, { headers, ...(cookies && { cookies }) }, statusCode)
}

/** A 401 names the scheme by which to do better (RFC 9110 section 11.6.1). */
function challenge(statusCode: number): Record<string, string> {
  return statusCode === 401 ? { 'www-authenticate': 'Bearer' } : {}
}
