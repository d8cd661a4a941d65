import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

export type SigningKeys = Awaited<ReturnType<typeof createKeys>>

/** The tenant's signing key: another one at every start, and whenever a test says so. */
export async function createKeys() {
  let current = await createKey()
  return {
    /** The key set; a rotated key leaves it at once, which is stricter than Auth0. */
    published: () => ({ keys: [current.jwk] }),
    /** Signs as Auth0 does: RS256, header type `JWT`. */
    sign: (claims: JWTPayload) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: current.kid }).sign(current.privateKey),
    async rotate() {
      current = await createKey()
    },
  }
}

async function createKey() {
  const kid = randomUUID()
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
}
