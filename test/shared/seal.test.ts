import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprint, open, randomSecret, type SealContext, seal } from '#shared/seal'

const context = { stage: 'dev', client: 'app', purpose: 'session' }
const secret = randomSecret()
const anyText = fc.string({ unit: 'binary', maxLength: 200 }).filter((text) => text.isWellFormed())
const anyContext = fc.record({ stage: fc.string(), client: fc.string(), purpose: fc.string({ maxLength: 40 }) })

describe('what was sealed', () => {
  it('opens under the same secret and context', () => {
    fc.assert(
      fc.property(fc.string(), anyContext, anyText, (key, where, text) => {
        expect(open(key, where, seal(key, where, text))).toBe(text)
      }),
    )
  })

  it('opens under no other secret, stage, client or purpose', () => {
    fc.assert(
      fc.property(anyText, fc.string(), fc.constantFrom('stage', 'client', 'purpose'), (text, other, field) => {
        const sealed = seal(secret, context, text)
        expect(open(other, context, sealed)).toBeUndefined()
        expect(open(secret, { ...context, [field]: `${other}!` }, sealed)).toBeUndefined()
      }),
    )
  })

  it('does not open when parts of the context change places', () => {
    const sealed = seal(secret, { stage: 'a', client: 'b","c', purpose: 'session' }, 'x')
    for (const where of [
      { stage: 'a","b', client: 'c', purpose: 'session' },
      { stage: 'b","c', client: 'a', purpose: 'session' },
    ])
      expect(open(secret, where, sealed)).toBeUndefined()
  })

  it('for one item opens for no other, and not without', () => {
    const sealed = seal(secret, { ...context, item: 'a' }, 'x')
    expect(open(secret, { ...context, item: 'a' }, sealed)).toBe('x')
    expect(open(secret, { ...context, item: 'b' }, sealed)).toBeUndefined()
    expect(open(secret, context, sealed)).toBeUndefined()
    expect(open(secret, { ...context, item: 'a' }, seal(secret, context, 'x'))).toBeUndefined()
  })

  it('does not open when any bit was changed', () => {
    const sealed = seal(secret, context, 'the tokens')
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Uint8Array.from(sealed)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(open(secret, context, changed)).toBeUndefined()
    }
  })

  it('does not open when it was cut short or made longer', () => {
    const sealed = seal(secret, context, 'the tokens')
    for (let length = 0; length < sealed.length; length++)
      expect(open(secret, context, sealed.subarray(0, length))).toBeUndefined()
    expect(open(secret, context, Buffer.concat([sealed, Buffer.of(0)]))).toBeUndefined()
  })

  it('does not open by a part of its tag, which is easier to guess', () => {
    const sealed = seal(secret, context, '')
    expect(open(secret, context, sealed)).toBe('')
    for (let length = 12; length < sealed.length; length++)
      expect(open(secret, context, sealed.subarray(0, length))).toBeUndefined()
  })

  it('does not show its text, and looks different each time', () => {
    const text = 'refresh-token-refresh-token'
    const all = Array.from({ length: 100 }, () => Buffer.from(seal(secret, context, text)))
    expect(all.some((sealed) => sealed.includes(text) || sealed.includes(secret))).toBe(false)
    expect(new Set(all.map((sealed) => sealed.subarray(0, 12).toString('hex'))).size).toBe(100)
  })
})

describe('WebCrypto as an oracle', () => {
  it('opens what we sealed', async () => {
    await fc.assert(
      fc.asyncProperty(anyContext, anyText, async (where, text) => {
        expect(await oracle(secret, where, seal(secret, where, text))).toBe(text)
      }),
    )
  })

  it('refuses another client and another purpose', async () => {
    const sealed = seal(secret, context, 'x')
    await expect(oracle(secret, { ...context, client: 'other' }, sealed)).rejects.toThrow()
    await expect(oracle(secret, { ...context, purpose: 'grant' }, sealed)).rejects.toThrow()
  })
})

/** Opens a seal by the words of our documentation and none of our code. */
async function oracle(key: string, { stage, client, purpose }: SealContext, sealed: Uint8Array): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const base = await crypto.subtle.importKey('raw', bytes(key), 'HKDF', false, ['deriveKey'])
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: bytes(''), info: bytes(`auth0-client/${purpose}`) }
  const aes = await crypto.subtle.deriveKey(derivation, base, { name: 'AES-GCM', length: 256 }, false, ['decrypt'])
  const tagLast = Uint8Array.from([...sealed.subarray(28), ...sealed.subarray(12, 28)])
  const additionalData = bytes(JSON.stringify([stage, client, purpose]))
  const algorithm = { name: 'AES-GCM', iv: Uint8Array.from(sealed.subarray(0, 12)), additionalData, tagLength: 128 }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await crypto.subtle.decrypt(algorithm, aes, tagLast))
}

it('a new secret is 43 URL-safe characters, and never twice the same', () => {
  const secrets = new Set(Array.from({ length: 1000 }, randomSecret))
  expect(secrets.size).toBe(1000)
  for (const value of secrets) expect(value).toMatch(/^[A-Za-z0-9_-]{43}$/)
})

it('a fingerprint is the SHA-256 as base64url', () => {
  // FIPS 180-2, appendix B.1: "abc".
  const digest = Buffer.from('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'hex')
  expect(fingerprint('abc')).toBe(digest.toString('base64url'))
})
