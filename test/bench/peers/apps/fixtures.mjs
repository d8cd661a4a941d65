/** Prints what each peer's request needs: cookies, variables, an event of its own, items of its table. */
import { generateKeyPairSync, hkdfSync } from 'node:crypto'
import { StatelessStateStore } from '@auth0/auth0-server-js'
import { serializeSignedCookie } from 'better-call'
import * as jose from 'jose'
import { BASE_URL, CLAIMS, CLIENT, COGNITO, LIFETIME, memoryOf, SECRET } from './settings.mjs'

const now = Math.floor(Date.now() / 1000)
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const sign = (claims, issuer, audience) =>
  new jose.SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('1y')
    .sign(rsa.privateKey)

const idToken = await sign({ ...CLAIMS, nonce: 'n', sid: 's' }, 'https://tenant.eu.auth0.com/', CLIENT.clientId)
const tokens = { accessToken: 'a'.repeat(880), refreshToken: `v1.${'r'.repeat(42)}` }

/** A sealed cookie in as many pieces as it needs. */
async function expressCookies() {
  const key = new Uint8Array(hkdfSync('sha256', SECRET, Buffer.alloc(0), 'JWE CEK', 32))
  const { accessToken: access_token, refreshToken: refresh_token } = tokens
  const session = { id_token: idToken, access_token, refresh_token, token_type: 'Bearer', expires_at: now + LIFETIME }
  const sealed = await new jose.CompactEncrypt(new TextEncoder().encode(JSON.stringify(session)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', uat: now, iat: now, exp: now + LIFETIME })
    .encrypt(key)
  const size = 4000
  if (sealed.length <= size) return [`appSession=${sealed}`]
  const pieces = Array.from({ length: Math.ceil(sealed.length / size) }, (_, i) =>
    sealed.slice(i * size, (i + 1) * size),
  )
  return pieces.map((piece, i) => `appSession.${i}=${piece}`)
}

async function stateCookies(name) {
  const state = {
    user: { ...CLAIMS, sid: 's' },
    idToken,
    refreshToken: tokens.refreshToken,
    tokenSets: [{ audience: 'default', accessToken: tokens.accessToken, scope: 'openid', expiresAt: now + LIFETIME }],
    internal: { sid: 's', createdAt: now },
  }
  const set = []
  const handler = {
    setCookie: (key, value) => set.push(`${key}=${value}`),
    getCookies: () => ({}),
    getCookie: () => undefined,
    deleteCookie: () => undefined,
  }
  const options = { secret: SECRET, rolling: false, absoluteDuration: LIFETIME }
  await new StatelessStateStore(options, handler).set(name, state, false, {})
  return set
}

async function betterAuthCookies() {
  const [{ token }] = memoryOf(new Date()).session
  const cookie = await serializeSignedCookie('__Secure-better-auth.session_token', token, SECRET)
  return [cookie.split(';')[0]]
}

/** An access token, and the key that signed it as it stands in the issuer's table. */
async function openauth() {
  const { publicKey, privateKey } = await jose.generateKeyPair('ES256', { extractable: true })
  const { sub, name, email, email_verified, picture } = CLAIMS
  const properties = { sub, name, email, email_verified, picture }
  const token = await new jose.SignJWT({ mode: 'access', type: 'user', properties })
    .setProtectedHeader({ alg: 'ES256', kid: 'e1', typ: 'JWT' })
    .setIssuer(BASE_URL)
    .setAudience('app')
    .setExpirationTime('1y')
    .sign(privateKey)
  const key = {
    id: 'e1',
    publicKey: await jose.exportSPKI(publicKey),
    privateKey: await jose.exportPKCS8(privateKey),
    created: Date.now(),
    alg: 'ES256',
  }
  const Item = { pk: { S: 'signing:key' }, sk: { S: 'e1' }, value: { S: JSON.stringify(key) } }
  return { cookies: [`access_token=${token}`], items: [{ TableName: 'openauth', Item }] }
}

async function cognito() {
  const { region, userPoolId, userPoolAppId } = COGNITO
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`
  const claims = { sub: 'u1', 'cognito:username': 'ada', email: CLAIMS.email, token_use: 'id' }
  const token = await sign(claims, issuer, userPoolAppId)
  const jwk = { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }
  const of = `CognitoIdentityServiceProvider.${userPoolAppId}`
  const value = `${of}.ada.idToken=${token}; ${of}.ada.refreshToken=r; ${of}.LastAuthUser=ada`
  const headers = { host: [{ key: 'Host', value: 'd.cloudfront.net' }], cookie: [{ key: 'Cookie', value }] }
  const request = { clientIp: '203.0.113.7', headers, method: 'GET', querystring: '', uri: '/userinfo' }
  const event = { Records: [{ cf: { config: { distributionId: 'E' }, request } }] }
  return { event, variables: { JWKS: JSON.stringify({ keys: [jwk] }) } }
}

const fixtures = {
  'express-openid-connect': { cookies: await expressCookies() },
  'auth0-server-js': { cookies: await stateCookies('__a0_session') },
  'auth0-hono': { cookies: await stateCookies('appSession') },
  openauth: await openauth(),
  'better-auth': { cookies: await betterAuthCookies() },
  'cognito-at-edge': await cognito(),
}
process.stdout.write(JSON.stringify(fixtures))
