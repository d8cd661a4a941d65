import { STATUS_CODES } from 'node:http'

/** Reason phrases that Auth0's framework (hapi) words in its own way. */
const PHRASES: Record<number, string> = { 413: 'Request Entity Too Large', 414: 'Request-URI Too Large' }

/** A refusal of the Management API: `{ statusCode, error, message, errorCode? }`. */
export class ApiError extends Error {
  readonly body: { statusCode: number; error: string; message: string; errorCode?: string }

  constructor(statusCode: number, message: string, errorCode?: string) {
    super(message)
    const error = PHRASES[statusCode] ?? STATUS_CODES[statusCode] ?? 'Unknown'
    this.body = { statusCode, error, message, ...(errorCode !== undefined && { errorCode }) }
  }
}

/**
 * The refusals of the Management API: recorded ones word for word; where no source has the words, the status is
 * documented and the words are here alone, so that a check against a live tenant can mend them.
 *
 * @see https://auth0.com/docs/api/management/v2
 */
export const refusals = {
  missingToken: () => new ApiError(401, 'Missing authentication'),

  invalidToken: () => new ApiError(401, 'Invalid token'),

  expiredToken: () => new ApiError(401, 'Expired token received for JSON Web Token validation'),

  insufficientScope: (scopes: readonly string[]) =>
    new ApiError(403, `Insufficient scope, expected any of: ${scopes.join(',')}`, 'insufficient_scope'),

  notInPlan: () =>
    new ApiError(403, 'This feature is not enabled for this tenant. Please contact support.', 'feature_not_enabled'),

  tooManyRequests: () => new ApiError(429, 'Global limit has been reached', 'too_many_requests'),

  tooManyImports: (active: number) =>
    new ApiError(
      429,
      `There are ${active} active import users jobs, please wait until some of them are finished and try again`,
    ),

  unknownPath: () => new ApiError(404, 'Not Found'),

  unknownUser: () => new ApiError(404, 'The user does not exist.', 'inexistent_user'),

  unknownConnection: (status: 400 | 404) =>
    new ApiError(
      status,
      status === 404 ? 'The connection does not exist' : 'The connection does not exist.',
      'inexistent_connection',
    ),

  unknownClient: () => new ApiError(404, 'The client does not exist', 'inexistent_client'),

  unknownJob: () => new ApiError(404, 'The job does not exist.', 'inexistent_job'),

  disabledConnection: () => new ApiError(400, 'The connection is disabled.', 'connection_disabled'),

  existingUser: () => new ApiError(409, 'The user already exists.', 'auth0_idp_error'),

  takenEmail: () => new ApiError(400, 'The specified new email already exists', 'auth0_idp_error'),

  takenUsername: () => new ApiError(400, 'The specified new username already exists', 'auth0_idp_error'),

  weakPassword: () => new ApiError(400, 'PasswordStrengthError: Password is too weak'),

  invalidBody: (message: string) => new ApiError(400, message, 'invalid_body'),

  invalidUri: (message: string) => new ApiError(400, message, 'invalid_uri'),

  invalidQuery: (message: string) => new ApiError(400, message, 'invalid_query_string'),

  beyondPaging: () =>
    new ApiError(
      400,
      'You can only page through the first 1000 records. See https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation',
      'invalid_paging',
    ),

  tooLongQuery: () => new ApiError(414, 'The query string is too long'),

  tooLargePayload: (limit: number) =>
    new ApiError(413, `Payload content length greater than maximum allowed: ${limit}`),
}
