import { createLocalJWKSet } from 'jose'
import { describe, expect, it } from 'vitest'
import { unavailable } from '#shared/errors'
import { type ExpectedIdToken, permissionsOf, sessionCeiling, verifyIdToken } from '#shared/tokens'
import { expectRefusal, refusalOf } from './support/refusal.ts'
import { foreignKey, publicJwk, signHmac, signToken, tenantKey, unsigned } from './support/signing.ts'

const NOW = 1_795_341_600
const ISSUER = 'https://tenant.eu.auth0.com/'
const good = { iss: ISSUER, aud: 'client-id', sub: 'auth0|1', iat: NOW - 1, exp: NOW + 36_000, nonce: 'n' }
const expected: ExpectedIdToken = {
  keys: createLocalJWKSet({ keys: [publicJwk(tenantKey)] }),
  issuer: ISSUER,
  clientId: 'client-id',
  algorithms: ['RS256'],
  nonce: 'n',
  now: NOW * 1000,
}
const verify = (token: string, changes: Partial<ExpectedIdToken> = {}) =>
  verifyIdToken(token, { ...expected, ...changes })
const pem = tenantKey.publicKey.export({ type: 'spki', format: 'pem' })

/** The good claims with some changed, or taken away by undefined. */
type Claims = Record<string, unknown>

describe('an ID token is taken', () => {
  it.each<[string, Claims, Partial<ExpectedIdToken>]>([
    ['as it should be', {}, {}],
    ['for a list of this client only', { aud: ['client-id'] }, {}],
    ['for several clients, issued to this one', { aud: ['client-id', 'other'], azp: 'client-id' }, {}],
    ['issued to this client', { azp: 'client-id' }, {}],
    ['that expired within the tolerance', { exp: NOW - 4 }, {}],
    ['from a clock that runs ahead within the tolerance', { iat: NOW + 5 }, {}],
    ['without nonce where the login had none', { nonce: undefined }, { nonce: undefined }],
    ['of a late authentication', { auth_time: NOW - 60 }, { authenticatedAfter: NOW - 60 }],
    ['of an authentication within the tolerance', { auth_time: NOW - 65 }, { authenticatedAfter: NOW - 60 }],
    ['without auth_time where the login had no max_age', {}, { authenticatedAfter: undefined }],
    ['of a session that ends', { session_expiry: NOW + 3600 }, {}],
    ['of the user whose session it renews', {}, { subject: 'auth0|1' }],
  ])('%s', async (_, claims, changes) => {
    const token = signToken({ ...good, ...claims })
    expect(await verify(token, changes)).toEqual(JSON.parse(JSON.stringify({ ...good, ...claims })))
  })

  it('at exactly the time that the clock says', async () => {
    const token = signToken({ ...good, exp: NOW + 10 })
    await expect(verify(token, { now: (NOW + 14) * 1000 })).resolves.toBeDefined()
    await expectRefusal(() => verify(token, { now: (NOW + 15) * 1000 }), 'bad_gateway')
  })
})

it.each([
  [NOW + 3600, NOW + 3570],
  [NOW + 3600.9, NOW + 3570],
  [0, -30],
  [undefined, undefined],
])('by a session_expiry of %s a session ends at %s', async (session_expiry, ceiling) => {
  expect(sessionCeiling(await verify(signToken({ ...good, session_expiry })))).toBe(ceiling)
})

describe('an ID token is refused for its claims', () => {
  it.each<[string, Claims, Partial<ExpectedIdToken>]>([
    ['iss without the final slash', { iss: 'https://tenant.eu.auth0.com' }, {}],
    ['iss of another tenant', { iss: 'https://other.eu.auth0.com/' }, {}],
    ['no iss', { iss: undefined }, {}],
    ['aud of another client', { aud: 'other' }, {}],
    ['aud of other clients', { aud: ['other', 'third'] }, {}],
    ['an empty aud', { aud: [] }, {}],
    ['no aud', { aud: undefined }, {}],
    ['several aud and no azp', { aud: ['client-id', 'other'] }, {}],
    ['azp of another client', { azp: 'other' }, {}],
    ['several aud and azp of another client', { aud: ['client-id', 'other'], azp: 'other' }, {}],
    ['an azp that is null', { azp: null }, {}],
    ['a session_expiry that is text', { session_expiry: String(NOW + 3600) }, {}],
    ['a session_expiry that is null', { session_expiry: null }, {}],
    ['a session_expiry before all time', { session_expiry: -1 }, {}],
    ['a session_expiry in milliseconds', { session_expiry: (NOW + 3600) * 1000 }, {}],
    ['exp beyond the tolerance', { exp: NOW - 5 }, {}],
    ['no exp', { exp: undefined }, {}],
    ['exp as text', { exp: String(NOW + 60) }, {}],
    ['no iat', { iat: undefined }, {}],
    ['iat as text', { iat: String(NOW) }, {}],
    ['iat in the future', { iat: NOW + 6 }, {}],
    ['nbf in the future', { nbf: NOW + 60 }, {}],
    ['no nonce', { nonce: undefined }, {}],
    ['another nonce', { nonce: 'm' }, {}],
    ['a nonce in a list', { nonce: ['n'] }, {}],
    ['no sub', { sub: undefined }, {}],
    ['an empty sub', { sub: '' }, {}],
    ['a sub that is a number', { sub: 5 }, {}],
    ['the sub of another user', {}, { subject: 'auth0|2' }],
    ['no auth_time', {}, { authenticatedAfter: NOW - 60 }],
    ['an old auth_time', { auth_time: NOW - 66 }, { authenticatedAfter: NOW - 60 }],
    ['an auth_time that is text', { auth_time: String(NOW) }, { authenticatedAfter: NOW - 60 }],
    ['an auth_time that is null', { auth_time: null }, { authenticatedAfter: NOW - 60 }],
  ])('%s', async (_, claims, changes) => {
    await expectRefusal(() => verify(signToken({ ...good, ...claims }), changes), 'bad_gateway')
  })
})

describe('an ID token is refused for its signature', () => {
  const [head, body, signature] = signToken(good).split('.')
  const otherBody = signToken({ ...good, sub: 'auth0|2' }).split('.')[1]
  it.each<[string, string]>([
    ['empty', ''],
    ['garbage', 'x.y.z'],
    ['an opaque token', 'a'.repeat(32)],
    ['alg none', unsigned(good, { alg: 'none' })],
    ['alg none in capitals', unsigned(good, { alg: 'NONE', kid: tenantKey.kid })],
    ['alg none with a signature', signToken(good, { alg: 'none' })],
    ['HS256 with the public key as its secret', signHmac(good, pem)],
    ['HS256 with the public key’s bytes', signHmac(good, tenantKey.publicKey.export({ type: 'spki', format: 'der' }))],
    ['HS256 with the client’s id', signHmac(good, 'client-id')],
    ['another algorithm by header only', signToken(good, { alg: 'RS512' })],
    ['no algorithm', signToken(good, { alg: undefined })],
    ['a foreign key under the tenant’s kid', signToken(good, {}, foreignKey.privateKey)],
    ['a foreign key under its own kid', signToken(good, { kid: foreignKey.kid }, foreignKey.privateKey)],
    ['an unknown kid', signToken(good, { kid: 'other' })],
    ['a key that it brings along', signToken(good, { jwk: publicJwk(foreignKey) }, foreignKey.privateKey)],
    ['an unknown crit header', signToken(good, { crit: ['x'], x: 1 })],
    ['an empty crit header', signToken(good, { crit: [] })],
    ['the signature of another token', `${head}.${otherBody}.${signature}`],
    ['no signature', `${head}.${body}.`],
    ['a part too many', `${head}.${body}.${signature}.x`],
    ['claims that are a list', signToken([])],
  ])('%s', async (_, token) => {
    await expectRefusal(() => verify(token), 'bad_gateway')
  })

  it('an algorithm that the client does not allow', async () => {
    await expectRefusal(() => verify(signToken(good), { algorithms: ['PS256', 'ES256'] }), 'bad_gateway')
  })
})

it('keys that cannot be had are an outage, not a forgery', async () => {
  const keys = () => Promise.reject(unavailable('down'))
  await expectRefusal(() => verify(signToken(good), { keys }), 'temporarily_unavailable')
})

it('the refusal names the claim and quotes nothing of the token', async () => {
  const { message } = await refusalOf(verify(signToken({ ...good, nonce: 'stolen-nonce' })))
  expect(message).toContain('nonce')
  expect(message).not.toContain('stolen-nonce')
  expect((await refusalOf(verify(signToken({ ...good, iss: 'https://evil.example/' })))).message).toMatch(
    /iss(?!.*evil)/,
  )
})

describe('an access token permits', () => {
  const token = (claims: Claims) => signToken(claims)

  it.each<[string, string, string[]]>([
    [
      'its permissions and then its scopes',
      token({ permissions: ['b', 'a'], scope: 'openid email' }),
      ['b', 'a', 'openid', 'email'],
    ],
    ['each once', token({ permissions: ['read:x', 'read:x'], scope: 'read:x openid openid' }), ['read:x', 'openid']],
    ['its permissions alone', token({ permissions: ['read:x'] }), ['read:x']],
    ['its scopes alone, whatever spaces are between', token({ scope: ' openid  email ' }), ['openid', 'email']],
    ['nothing, when it says nothing', token({}), []],
    ['nothing, when its scope is a list', token({ scope: ['openid'] }), []],
    ['nothing, when its permissions are no texts', token({ permissions: [1], scope: 'openid' }), []],
    ['nothing, when it is opaque', 'a'.repeat(32), []],
    ['nothing, when it is no token', 'a.b.c', []],
    ['nothing, when a part is missing', token({ scope: 'openid' }).split('.').slice(0, 2).join('.'), []],
    ['nothing, when it is encrypted', `${token({ scope: 'openid' })}.x.y`, []],
  ])('%s', (_, accessToken, permitted) => {
    expect(permissionsOf(accessToken)).toEqual(permitted)
  })
})
