import { decodeJwt, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import type { Core } from '../core.ts'
import { signWithForeignKey } from '../keys.ts'

/**
 * Signs an ID token anew: with Auth0's header (typ JWT), or wrongly, as the settings ask, so that a test can see a
 * client refuse it: changed claims, another algorithm, an unknown key.
 *
 * @param refreshed whether it comes from a refresh, which should bring no nonce (OpenID Connect Core 12.2)
 */
export async function signAnew(core: Core, idToken: string, refreshed: boolean): Promise<string> {
  const { idTokenClaims, idTokenAlg, foreignKey } = core.settings.current
  const issued = decodeJwt(idToken)
  const claims = merge(issued, { ...(refreshed && { nonce: null }), ...idTokenClaims })
  if (idTokenAlg === 'none') return new UnsecuredJWT(claims).encode()
  if (idTokenAlg === 'HS256') return signWithSecret(claims, secretOf(core, issued))
  return foreignKey ? signWithForeignKey(claims) : core.keys.sign(claims)
}

function merge(claims: JWTPayload, changes: Record<string, unknown>): JWTPayload {
  return Object.fromEntries(Object.entries({ ...claims, ...changes }).filter(([, value]) => value !== null))
}

function secretOf(core: Core, { aud }: JWTPayload): string {
  return core.applications.get(String(aud))?.clientSecret ?? ''
}

async function signWithSecret(claims: JWTPayload, secret: string): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(Buffer.from(secret))
}
