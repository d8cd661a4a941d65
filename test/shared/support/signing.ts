import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

const pair = (kid: string) => ({ kid, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) })

/** The tenant's key, and one of somebody else. */
export const tenantKey = pair('a')
export const foreignKey = pair('b')

/** A pair that is too short to be trusted. */
export function weakPair() {
  return generateKeyPairSync('rsa', { modulusLength: 1024 })
}

/** The public half of a key as it stands in `jwks.json`. */
export function publicJwk({ kid, publicKey }: { kid: string; publicKey: KeyObject }) {
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  return { kty: 'RSA', use: 'sig', alg: 'RS256', kid, n, e }
}

const encode = (value: unknown) => encodeText(JSON.stringify(value))
const encodeText = (text: string) => Buffer.from(text).toString('base64url')

/** Signs any header and claims as RS256, without the checks of a library that means well. */
export function signToken(claims: object, header: object = {}, key: KeyObject = tenantKey.privateKey): string {
  return signText(JSON.stringify(claims), header, key)
}

/** The same with claims as they stand, such as JSON that no `JSON.stringify` writes. */
export function signText(claims: string, header: object = {}, key: KeyObject = tenantKey.privateKey): string {
  const input = `${encode({ alg: 'RS256', typ: 'JWT', kid: tenantKey.kid, ...header })}.${encodeText(claims)}`
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
}

/** Signs as HS256 with whatever secret. */
export function signHmac(claims: object, secret: string | Buffer, header: object = {}): string {
  const input = `${encode({ alg: 'HS256', typ: 'JWT', kid: tenantKey.kid, ...header })}.${encode(claims)}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

/** A token with an empty signature. */
export function unsigned(claims: object, header: object): string {
  return `${encode(header)}.${encode(claims)}.`
}
