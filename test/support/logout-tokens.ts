import { foreignKey, publicJwk, signHmac, signToken, unsigned } from '../shared/support/signing.ts'

/** What Auth0 says in a logout token, and what a test adds or takes away (`undefined`). */
export type Claims = Record<string, unknown>

/** The member of `events` that makes a token a logout token. */
export const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout'

/** Whose token it is to be. */
export interface Signer {
  readonly issuer: string
  readonly clientId: string
  readonly key: Parameters<typeof signToken>[2] & object
  readonly kid: string
  /** The public key as PEM, which an attacker knows. */
  readonly pem: string | Buffer
  /** Seconds since the epoch. */
  readonly now: number
}

/** The claims of a good token, in Auth0's form. */
export function goodClaims({ issuer, clientId, now }: Signer): Claims {
  return {
    ...{ iss: issuer, aud: clientId, sub: 'auth0|1', sid: 'auth0-session', iat: now, exp: now + 120 },
    ...{ jti: crypto.randomUUID(), events: { [LOGOUT]: {} }, trace_id: 'f00' },
  }
}

/** Signs claims as the tenant does. */
export function signLogout({ key, kid }: Signer, claims: Claims, header: object = {}): string {
  return signToken(claims, { kid, ...header }, key)
}

/** Each check of a logout token removed, one by one: what is wrong, and the token. */
export function forgedTokens(signer: Signer, like: Claims = {}): readonly (readonly [string, string])[] {
  const { now, kid, key, pem, issuer, clientId } = signer
  const good = { ...goodClaims(signer), ...like }
  const withClaims: readonly (readonly [string, Claims])[] = [
    ['iss without the final slash', { iss: issuer.slice(0, -1) }],
    ['iss of another tenant', { iss: 'https://other.eu.auth0.com/' }],
    ['no iss', { iss: undefined }],
    ['aud of no client', { aud: 'nobody' }],
    ['aud of several', { aud: [clientId, 'other'] }],
    ['an empty aud', { aud: [] }],
    ['no aud', { aud: undefined }],
    ['a nonce', { nonce: 'n' }],
    ['a nonce that is null', { nonce: null }],
    ['no events', { events: undefined }],
    ['events without a logout', { events: {} }],
    ['events of another kind', { events: { 'https://schemas.openid.net/secevent/risc/event-type/x': {} } }],
    ['events in a list', { events: [LOGOUT] }],
    ['events as text', { events: LOGOUT }],
    ['events that are null', { events: null }],
    ['a logout that is a list', { events: { [LOGOUT]: [] } }],
    ['a logout that is true', { events: { [LOGOUT]: true } }],
    ['a logout that is null', { events: { [LOGOUT]: null } }],
    ['neither sub nor sid', { sub: undefined, sid: undefined }],
    ['an empty sub', { sub: '' }],
    ['an empty sid', { sid: '' }],
    ['a sid that is an object', { sid: {} }],
    ['a sub that is a number', { sub: 1 }],
    ['no jti', { jti: undefined }],
    ['an empty jti', { jti: '' }],
    ['a jti that is a number', { jti: 1 }],
    ['no iat', { iat: undefined }],
    ['iat as text', { iat: String(now) }],
    ['iat in the future', { iat: now + 30, exp: now + 60 }],
    ['an old iat', { iat: now - 300 }],
    ['no exp', { exp: undefined }],
    ['exp as text', { exp: String(now + 60) }],
    ['exp in the past', { iat: now - 100, exp: now - 20 }],
    ['exp far in the future', { exp: now + 3600 }],
    ['nbf in the future', { nbf: now + 60 }],
  ]
  return [
    ...withClaims.map(([what, claims]) => [what, signLogout(signer, { ...good, ...claims })] as const),
    ['garbage', 'x.y.z'],
    ['alg none', unsigned(good, { alg: 'none', typ: 'JWT' })],
    ['HS256 with the public key', signHmac(good, pem, { kid })],
    ['another algorithm by header only', signLogout(signer, good, { alg: 'RS512' })],
    ['a foreign key under the tenant’s kid', signToken(good, { kid }, foreignKey.privateKey)],
    ['a foreign kid', signToken(good, { kid: foreignKey.kid }, foreignKey.privateKey)],
    ['a jwk that it brings along', signToken(good, { kid: 'x', jwk: publicJwk(foreignKey) }, foreignKey.privateKey)],
    ['a jku', signToken(good, { kid: 'x', jku: 'https://evil.example/jwks.json' }, foreignKey.privateKey)],
    ['an x5u', signToken(good, { kid: 'x', x5u: 'https://evil.example/cert' }, foreignKey.privateKey)],
    ['an unknown crit', signLogout(signer, good, { crit: ['x'], x: 1 })],
    ['typ of an access token', signLogout(signer, good, { typ: 'at+jwt' })],
    ['no typ', signLogout(signer, good, { typ: undefined })],
    ['no signature', signToken(good, { kid }, key).replace(/[^.]*$/, '')],
  ]
}
