import { createLocalJWKSet, type JSONWebKeySet } from 'jose'
import { describe, expect, it } from 'vitest'
import { verifyIdToken } from '#shared/tokens'
import { expectRefusal } from './support/refusal.ts'
import { foreignKey, publicJwk, signHmac, signText, signToken, tenantKey, weakPair } from './support/signing.ts'

const NOW = 1_795_341_600
const ISSUER = 'https://tenant.eu.auth0.com/'
const good = { iss: ISSUER, aud: 'client-id', sub: 'auth0|1', iat: NOW, exp: NOW + 60, nonce: 'n' }
const jwks = (...keys: object[]): JSONWebKeySet => ({ keys: keys.map((key) => ({ kty: 'RSA', ...key })) })

function verify(token: string, keys = jwks(publicJwk(tenantKey))) {
  return verifyIdToken(token, {
    keys: createLocalJWKSet(keys),
    issuer: ISSUER,
    clientId: 'client-id',
    algorithms: ['RS256'],
    nonce: 'n',
    now: NOW * 1000,
  })
}

/** The good claims as JSON text, with a member put in as it stands. */
const claimsWith = (member: string) => JSON.stringify(good).replace(/\}$/, `,${member}}`)

describe('a header says where to find another key, and nobody looks (RFC 8725 section 3.10)', () => {
  const evil = 'https://evil.example/'
  it.each<[string, object]>([
    ['jku', { jku: `${evil}jwks.json` }],
    ['jku within the tenant', { jku: `${ISSUER}.well-known/jwks.json` }],
    ['jwk', { jwk: publicJwk(foreignKey) }],
    ['x5u', { x5u: `${evil}cert.pem` }],
    ['x5c', { x5c: [foreignKey.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] }],
    ['x5t', { x5t: 'x', 'x5t#S256': 'x' }],
    ['a kid that is a URL', { kid: `${evil}key` }],
    ['a kid that is a path', { kid: '../../../../dev/null' }],
    ['a kid that is a query', { kid: "x' UNION SELECT 'key'--" }],
    ['a kid of every object', { kid: '__proto__' }],
    ['a kid that is no text', { kid: { toString: 'a' } }],
  ])('%s, of a foreign signature', async (_, header) => {
    await expectRefusal(() => verify(signToken(good, header, foreignKey.privateKey)), 'bad_gateway')
  })

  it.each<[string, object]>([
    ['jku', { jku: `${evil}jwks.json` }],
    ['x5u', { x5u: `${evil}cert.pem` }],
    ['x5c', { x5c: ['MIIB'] }],
  ])('%s is not even read where the signature is the tenant’s', async (_, header) => {
    await expect(verify(signToken(good, header))).resolves.toBeDefined()
  })
})

describe('which key signed is told by kid (OIDC Core section 10.1)', () => {
  const two = jwks(publicJwk(tenantKey), publicJwk(foreignKey))

  it('which may be left out while there is one', async () => {
    await expect(verify(signToken(good, { kid: undefined }))).resolves.toBeDefined()
  })

  it('and not while there are two', async () => {
    await expectRefusal(() => verify(signToken(good, { kid: undefined }), two), 'bad_gateway')
  })

  it.each<[string, object]>([
    ['for encryption', { use: 'enc' }],
    ['of another algorithm', { alg: 'RS512' }],
    ['that may not verify', { use: undefined, key_ops: ['sign'] }],
    ['of a symmetric kind', { kty: 'oct', k: 'eA', n: undefined, e: undefined }],
  ])('and never a key %s', async (_, change) => {
    await expectRefusal(() => verify(signToken(good), jwks({ ...publicJwk(tenantKey), ...change })), 'bad_gateway')
  })

  it('nor one with fewer than 2048 bits (RFC 7518 section 3.3)', async () => {
    const { publicKey, privateKey } = weakPair()
    const keys = jwks({ ...publicKey.export({ format: 'jwk' }), kid: 'a', alg: 'RS256' })
    await expectRefusal(() => verify(signToken(good, {}, privateKey), keys), 'bad_gateway')
  })
})

describe('another kind of token is no ID token (RFC 8725 section 3.11)', () => {
  it.each(['at+jwt', 'application/at+jwt', 'logout+jwt', 'secevent+jwt', 'dpop+jwt', 'JOSE', '', 'jwt '])(
    'typ %j',
    async (typ) => {
      await expectRefusal(() => verify(signToken(good, { typ })), 'bad_gateway')
    },
  )

  it.each([undefined, 'JWT', 'jwt', 'application/jwt'])('typ %j is one', async (typ) => {
    await expect(verify(signToken(good, { typ }))).resolves.toBeDefined()
  })
})

describe('a header that must be understood (RFC 7515 section 4.1.11)', () => {
  it.each<[string, object]>([
    ['an unencoded payload', { b64: false, crit: ['b64'] }],
    ['an extension', { crit: ['exp'], exp: 1 }],
    ['one that is not there', { crit: ['b64'] }],
    ['one that is no text', { crit: [1] }],
    ['no list', { crit: 'b64', b64: true }],
    ['nothing', { crit: null }],
  ])('is refused: %s', async (_, header) => {
    await expectRefusal(() => verify(signToken(good, header)), 'bad_gateway')
  })

  it('means nothing where crit does not name it: the payload is read as it was signed', async () => {
    await expect(verify(signToken(good, { b64: false }))).resolves.toMatchObject(good)
  })
})

describe('the public key is no secret, whatever its form', () => {
  const jwk = publicJwk(tenantKey)
  const pem = tenantKey.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const pkcs1 = tenantKey.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  it.each<[string, string | Buffer]>([
    ['PEM', pem],
    ['PEM without its last line break', pem.trim()],
    ['PKCS #1', pkcs1],
    ['JWK', JSON.stringify(jwk)],
    ['the modulus', jwk.n],
    ['the modulus in bytes', Buffer.from(jwk.n, 'base64url')],
    ['nothing', ''],
  ])('HS256 by %s', async (_, secret) => {
    for (const alg of ['HS256', 'hs256', 'RS256']) {
      await expectRefusal(() => verify(signHmac(good, secret, { alg })), 'bad_gateway')
    }
  })
})

describe('times (RFC 7519 section 4.1), with a tolerance of five seconds', () => {
  it.each<[string, string]>([
    ['exp five seconds ago', `"exp":${NOW - 5}`],
    ['exp a week ago', `"exp":${NOW - 604_800}`],
    ['exp zero', '"exp":0'],
    ['exp below zero', '"exp":-1'],
    ['exp without end', '"exp":1e999'],
    ['exp in milliseconds, as text', `"exp":"${NOW * 1000}"`],
    ['exp true', '"exp":true'],
    ['exp null', '"exp":null'],
    ['exp a list', `"exp":[${NOW + 60}]`],
    ['iat six seconds ahead', `"iat":${NOW + 6}`],
    ['iat in milliseconds', `"iat":${NOW * 1000}`],
    ['iat without end', '"iat":1e999'],
    ['iat before all time', '"iat":-1e999'],
    ['nbf six seconds ahead', `"nbf":${NOW + 6}`],
    ['nbf without end', '"nbf":1e999'],
    ['nbf as text', `"nbf":"${NOW}"`],
    ['nbf null', '"nbf":null'],
  ])('refused: %s', async (_, member) => {
    await expectRefusal(() => verify(signText(claimsWith(member))), 'bad_gateway')
  })

  it.each<[string, string]>([
    ['exp four seconds ago', `"exp":${NOW - 4}`],
    ['exp in parts of a second', `"exp":${NOW + 0.5}`],
    ['iat five seconds ahead', `"iat":${NOW + 5}`],
    ['nbf five seconds ahead', `"nbf":${NOW + 5}`],
    ['nbf zero', '"nbf":0'],
  ])('taken: %s', async (_, member) => {
    await expect(verify(signText(claimsWith(member)))).resolves.toBeDefined()
  })
})

describe('a claim that stands twice counts as the last one says (RFC 7519 section 4)', () => {
  it.each([
    '"iss":"https://evil.example/"',
    '"aud":"other"',
    '"exp":1',
    '"nonce":"m"',
    '"sub":""',
    '"azp":"client-id","azp":"other"',
  ])('so it is refused: %s', async (member) => {
    await expectRefusal(() => verify(signText(claimsWith(member))), 'bad_gateway')
  })

  it('and the first one is seen by nobody', async () => {
    const twice = `{"sub":"auth0|victim",${JSON.stringify(good).slice(1)}`
    await expect(verify(signText(twice))).resolves.toMatchObject({ sub: 'auth0|1' })
  })
})

describe('a claim is compared as it is, not as it may be meant', () => {
  it.each<[string, object]>([
    ['an issuer in other case', { iss: 'https://Tenant.eu.auth0.com/' }],
    ['an issuer with its port', { iss: 'https://tenant.eu.auth0.com:443/' }],
    ['an issuer over http', { iss: 'http://tenant.eu.auth0.com/' }],
    ['an issuer with a path', { iss: `${ISSUER}x` }],
    ['an issuer that begins alike', { iss: `${ISSUER.slice(0, -1)}.evil.example/` }],
    ['a list of issuers', { iss: [ISSUER] }],
    ['an audience in other case', { aud: 'Client-Id' }],
    ['an audience that begins alike', { aud: 'client-id-2' }],
    ['audiences in one text', { aud: 'other client-id' }],
    ['an audience within a list within', { aud: [['client-id']] }],
    ['an audience that is an object', { aud: { 'client-id': true } }],
    ['an azp in other case', { azp: 'CLIENT-ID' }],
    ['an empty azp', { azp: '' }],
    ['a nonce in other case', { nonce: 'N' }],
    ['an empty nonce', { nonce: '' }],
    ['a nonce that is an object', { nonce: { n: 'n' } }],
  ])('%s', async (_, change) => {
    await expectRefusal(() => verify(signToken({ ...good, ...change })), 'bad_gateway')
  })
})
