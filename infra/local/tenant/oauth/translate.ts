import { errors } from 'oidc-provider'
import { refusals, TenantError } from './errors.ts'

/**
 * Auth0's word for an error of oidc-provider's token or revocation endpoint.
 *
 * @param error what the endpoint threw
 * @param grantType as sent
 * @returns undefined where both say the same
 */
export function translate(error: unknown, grantType: string): TenantError | undefined {
  if (error instanceof TenantError) return error
  if (error instanceof errors.InvalidClientAuth) return refusals.unauthorized()
  if (error instanceof errors.UnsupportedGrantType) return refusals.unsupportedGrant(grantType)
  if (error instanceof errors.InvalidGrant) return translateGrant(error, grantType)
  if (error instanceof errors.InvalidRequest) return translateRequest(error, grantType)
  return undefined
}

/** Whether a refresh token was refused because it had been used before. */
export function isReuse(error: unknown): boolean {
  return error instanceof errors.InvalidGrant && error.error_detail === 'refresh token already used'
}

function translateGrant({ error_detail = '' }: errors.InvalidGrant, grantType: string): TenantError {
  if (grantType === 'refresh_token') return refusals.invalidRefreshToken()
  return error_detail.includes('code_verifier') || error_detail.includes('code_challenge')
    ? refusals.invalidVerifier()
    : refusals.invalidCode()
}

function translateRequest({ error_description = '' }: errors.InvalidRequest, grantType: string) {
  if (error_description.startsWith('no client authentication')) return refusals.unauthorized()
  if (error_description.startsWith('requested grant type')) return refusals.grantNotAllowed(grantType)
  const missing = /^missing required parameters? '([a-z_]+)'/.exec(error_description)?.[1]
  return missing ? refusals.missingParameter(missing) : undefined
}
