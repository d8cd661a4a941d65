import { errors } from 'oidc-provider'

/**
 * An error exactly as Auth0 answers it: status, `error`, `error_description` and whatever stands beside them.
 * Thrown inside oidc-provider it becomes the redirect of `/authorize` or the body of `/oauth/token`.
 */
export class TenantError extends errors.CustomOIDCProviderError {
  readonly body: Record<string, unknown>

  constructor(status: number, error: string, description: string, extra: Record<string, unknown> = {}) {
    super(error, description)
    this.status = status
    this.statusCode = status
    this.body = { error, error_description: description, ...extra }
  }
}

/**
 * Auth0's refusals, word for word where a recording or its documentation has the words. Statuses that no source
 * settles (those of the mfa_token) are here alone, so that a check against a live tenant can mend them.
 *
 * @see https://auth0.com/docs/api/authentication
 */
export const refusals = {
  wrongCredentials: () => new TenantError(403, 'invalid_grant', 'Wrong email or password.'),

  invalidCode: () => new TenantError(403, 'invalid_grant', 'Invalid authorization code'),

  invalidVerifier: () => new TenantError(403, 'invalid_grant', 'Failed to verify code verifier'),

  invalidRefreshToken: () => new TenantError(403, 'invalid_grant', 'Unknown or invalid refresh token.'),

  deletedUser: () =>
    new TenantError(403, 'invalid_grant', "The refresh_token was generated for a user who doesn't exist anymore."),

  blockedOnRefresh: () => new TenantError(403, 'invalid_grant', 'user is blocked'),

  blockedUser: () => new TenantError(401, 'unauthorized', 'user is blocked'),

  unauthorized: () => new TenantError(401, 'access_denied', 'Unauthorized'),

  invalidRequest: (description: string) => new TenantError(400, 'invalid_request', description),

  missingParameter: (name: string) => new TenantError(400, 'invalid_request', `Missing required parameter: ${name}`),

  unknownAudience: (audience: string) => new TenantError(403, 'access_denied', `Service not found: ${audience}`),

  grantNotAllowed: (grantType: string) =>
    new TenantError(403, 'unauthorized_client', `Grant type '${grantType}' not allowed for the client.`),

  unsupportedGrant: (grantType: string) =>
    new TenantError(403, 'unsupported_grant_type', `Unsupported grant type: ${grantType}`),

  noDefaultConnection: () =>
    new TenantError(500, 'server_error', 'Authorization server not configured with default connection.'),

  mfaRequired: (mfaToken: string) =>
    new TenantError(403, 'mfa_required', 'Multifactor authentication required', {
      mfa_token: mfaToken,
      mfa_requirements: { challenge: [{ type: 'otp' }] },
    }),

  malformedMfaToken: () => new TenantError(403, 'invalid_grant', 'Malformed mfa_token'),

  expiredMfaToken: () => new TenantError(403, 'expired_token', 'mfa_token is expired'),

  invalidOtp: () => new TenantError(403, 'invalid_grant', 'Invalid otp_code.'),

  tooManyAttempts: () =>
    new TenantError(
      429,
      'too_many_attempts',
      "Your account has been blocked after multiple consecutive login attempts. We've sent you a notification via your preferred contact method with instructions on how to unblock it.",
    ),

  requiresVerification: () => new TenantError(401, 'requires_verification', 'Suspicious request requires verification'),

  passwordLeaked: () =>
    new TenantError(
      401,
      'password_leaked',
      "This login attempt has been blocked because the password you're using was previously disclosed through a data breach (not in this application).",
    ),

  noClientGrant: (audience: string) =>
    new TenantError(
      403,
      'access_denied',
      `Client is not authorized to access "${audience}". You might probably want to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants`,
    ),
}
