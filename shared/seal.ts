import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

const IV_BYTES = 12
const TAG_BYTES = 16

/** What a sealed text is bound to: it opens only under the same secret and the same context. */
export interface SealContext {
  readonly stage: string
  readonly client: string
  /** What the item is for, such as `session`: keys of different purposes have nothing in common. */
  readonly purpose: string
  /** Key of the item that it stays in, where the secret is not that item's own. */
  readonly item?: string
}

/**
 * Seals a text with AES-256-GCM (NIST SP 800-38D) under a key derived from a secret by HKDF-SHA-256 (RFC 5869).
 *
 * @param secret at least 128 bits of entropy, known to the bearer alone: a session id, a token, a state
 * @returns initialisation vector, authentication tag and ciphertext in one
 */
export function seal(secret: string, context: SealContext, text: string): Uint8Array {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', deriveKey(secret, context), iv).setAAD(associatedData(context))
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext])
}

/**
 * Opens what {@link seal} sealed.
 *
 * @returns undefined when secret or context differ, or a bit was changed
 */
export function open(secret: string, context: SealContext, sealed: Uint8Array): string | undefined {
  try {
    const iv = sealed.subarray(0, IV_BYTES)
    const decipher = createDecipheriv('aes-256-gcm', deriveKey(secret, context), iv, { authTagLength: TAG_BYTES })
    decipher.setAAD(associatedData(context)).setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

/** A new secret of 256 random bits, as 43 URL-safe characters. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 of a text as base64url: what stands for a secret where the secret itself must not. */
export function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function deriveKey(secret: string, { purpose }: SealContext): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `auth0-client/${purpose}`, 32))
}

function associatedData({ stage, client, purpose, item }: SealContext): Uint8Array {
  return Buffer.from(JSON.stringify([stage, client, purpose, ...(item === undefined ? [] : [item])]))
}
