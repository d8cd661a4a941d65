import { createHash } from 'node:crypto'
import { errors } from 'jose'
import type { Core } from '../core.ts'
import type { Context } from '../http/context.ts'
import { managementAudience } from '../registry.ts'
import { refusals } from './errors.ts'

const MODEL = 'ManagementToken'

/**
 * The scopes of a request's Management API token: a JWT of this tenant for this API that has neither expired nor
 * been revoked.
 *
 * @throws ApiError 401
 * @see https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens
 */
export async function scopesOf(core: Core, ctx: Context): Promise<string[]> {
  const token = /^Bearer (\S+)$/i.exec(ctx.get('authorization'))?.[1]
  if (token === undefined) throw refusals.missingToken()
  const expected = { issuer: core.issuer, audience: managementAudience(core.issuer) }
  const claims = await core.keys.verify(token, expected).catch((error: unknown) => {
    throw error instanceof errors.JWTExpired ? refusals.expiredToken() : refusals.invalidToken()
  })
  if (!core.store.get(MODEL, fingerprint(token))) throw refusals.invalidToken()
  return String(claims['scope'] ?? '').split(' ')
}

/** Remembers a token that was issued for the Management API; any other is refused there. */
export function admitToken(core: Core, token: string, lifetimeSeconds: number): void {
  core.store.put(MODEL, fingerprint(token), {}, lifetimeSeconds)
}

/** Revokes all Management API tokens issued so far, as a changed client grant or key does at Auth0. */
export function revokeTokens(core: Core): void {
  for (const { id } of core.store.list(MODEL)) core.store.delete(MODEL, id)
}

function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
