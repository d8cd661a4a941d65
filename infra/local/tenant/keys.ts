import { randomBytes } from 'node:crypto'
import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
  SignJWT,
} from 'jose'
import type { PrivateKey } from './options.ts'

/**
 * The tenant's RS256 keys as Auth0 keeps them: one signs, the next is already published, previous ones stay
 * published until they are revoked.
 *
 * @see https://auth0.com/docs/get-started/tenant-settings/signing-keys/rotate-signing-keys
 */
export class SigningKeys {
  #keys: PrivateKey[]

  private constructor(keys: PrivateKey[]) {
    this.#keys = keys
  }

  /** Restores keys, or makes a current and a next one. */
  static async create(saved?: readonly PrivateKey[]): Promise<SigningKeys> {
    return new SigningKeys(saved ? structuredClone([...saved]) : await Promise.all([generateKey(), generateKey()]))
  }

  /** Private keys, the signing one first. */
  all(): PrivateKey[] {
    return this.#keys
  }

  /** The document of `/.well-known/jwks.json`. */
  published(): { keys: Record<string, unknown>[] } {
    return { keys: this.#keys.map(({ kid, kty, n, e }) => ({ kty, use: 'sig', n, e, kid, alg: 'RS256' })) }
  }

  /** The next key becomes the signing one; a new next key is published; the old one stays. */
  async rotate(): Promise<void> {
    const [current, ...rest] = this.#keys
    const [next, ...previous] = rest
    if (!current || !next) throw new Error('a tenant has a current and a next key')
    this.#keys = [next, await generateKey(), current, ...previous]
  }

  /** Takes every previous key out of publication. */
  revokePrevious(): void {
    this.#keys = this.#keys.slice(0, 2)
  }

  /** Signs claims as they are with the current key; header typ JWT. */
  async sign(claims: JWTPayload): Promise<string> {
    const [current] = this.#keys
    if (!current) throw new Error('a tenant has a current key')
    return signWith(current, claims)
  }

  /** Verifies a token of this tenant; throws jose's errors. */
  async verify(token: string, options: JWTVerifyOptions): Promise<JWTPayload> {
    const { payload } = await jwtVerify(token, createLocalJWKSet(this.published()), {
      ...options,
      algorithms: ['RS256'],
    })
    return payload
  }
}

/** Signs claims with a key that no tenant publishes, under a kid that nobody knows. */
export async function signWithForeignKey(claims: JWTPayload): Promise<string> {
  return signWith(await generateKey(), claims)
}

async function signWith(key: PrivateKey, claims: JWTPayload): Promise<string> {
  const header = { alg: 'RS256', typ: 'JWT', kid: key.kid }
  return new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(key, 'RS256'))
}

async function generateKey(): Promise<PrivateKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const { kty, n, e, ...secret } = await exportJWK(privateKey)
  if (!kty || !n || !e) throw new Error('an RSA key has a modulus and an exponent')
  return { ...secret, kty, n, e, kid: randomBytes(15).toString('base64url'), use: 'sig', alg: 'RS256' }
}
