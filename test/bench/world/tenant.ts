import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { publicJwk, signToken, tenantKey } from '../../shared/support/signing.ts'
import type { Ledger } from './ledger.ts'

/** Life of what the tenant issues, in seconds. */
const LIFETIME = 86_400

/** The user id behind a user name. */
export function userIdOf(username: string): string {
  return `auth0|${createHash('sha256').update(username).digest('hex').slice(0, 24)}`
}

/** The code that a login comes back with: the stub keeps nothing, so it says who logged in with which nonce. */
export function codeOf(username: string, nonce: string): string {
  return `${username} ${nonce}`
}

/** A tenant that answers at once: tokens of the usual size, its keys, and the Management API's plainest answers. */
export function createTenantStub(ledger: Ledger): Server {
  return createServer({ keepAliveTimeout: 75_000 }, async (incoming, response) => {
    const { method = '', url: path = '' } = incoming
    ledger.tenant.push(`${method} ${path.replace(/\?.*/, '').replace(/auth0(\||%7C)\w+/, '{id}')}`)
    const [status, answer] = answerTo(method, path, await text(incoming), issuerOf(incoming))
    const body = answer === undefined ? '' : JSON.stringify(answer)
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    response.writeHead(status, headers).end(body)
  })
}

function issuerOf({ headers }: IncomingMessage): string {
  return `http://${headers.host}/`
}

function answerTo(method: string, path: string, body: string, issuer: string): readonly [number, object?] {
  if (path === '/.well-known/jwks.json') return [200, { keys: [publicJwk(tenantKey)] }]
  if (path === '/oauth/token') return [200, tokens(Object.fromEntries(new URLSearchParams(body)), issuer)]
  if (path === '/oauth/revoke') return [200]
  if (method === 'DELETE') return [204]
  if (method === 'POST' && path === '/api/v2/users') return [201, user('created')]
  if (path.startsWith('/api/v2/users?'))
    return [200, { users: Array.from({ length: 10 }, (_, i) => user(`${i}`)), total: 10 }]
  if (path.startsWith('/api/v2/users/')) return [200, user('found')]
  return [404, { statusCode: 404, error: 'Not Found', message: path }]
}

type Form = Readonly<Record<string, string>>

/** An answer of `/oauth/token`; a refresh token says whose it is. */
function tokens({ grant_type, client_id, code = '', username, refresh_token = '' }: Form, issuer: string): object {
  const issued = { access_token: `at.${random(660)}`, token_type: 'Bearer', expires_in: LIFETIME }
  if (grant_type === 'client_credentials') return issued
  const [coded, nonce] = code.split(' ')
  const name = username ?? (coded || refresh_token.split('.')[1]) ?? ''
  const id_token = idToken({ iss: issuer, aud: client_id, ...(nonce !== undefined && { nonce }) }, name)
  return {
    ...issued,
    scope: 'openid profile email offline_access',
    id_token,
    refresh_token: `v1.${name}.${random(30)}`,
  }
}

function idToken(claims: object, name: string): string {
  const iat = Math.floor(Date.now() / 1000)
  const sid = random(24)
  return signToken({ ...claims, iat, exp: iat + LIFETIME, sid, sub: userIdOf(name), ...profile(name) })
}

/** The profile of a database user at Auth0, with an action's claim. */
function profile(name: string): object {
  return {
    nickname: name,
    name: `${name}@example.com`,
    picture: `https://s.gravatar.com/avatar/${'0'.repeat(32)}?s=480&r=pg&d=https%3A%2F%2Fcdn.auth0.com%2Favatars%2Fad.png`,
    updated_at: '2026-11-22T10:00:00.000Z',
    email: `${name}@example.com`,
    email_verified: true,
    'https://auth0-client.example/groups': ['editors', 'authors'],
  }
}

function user(name: string): object {
  const connection = 'Username-Password-Authentication'
  const identities = [{ user_id: name, provider: 'auth0', connection, isSocial: false }]
  return {
    user_id: userIdOf(name),
    ...profile(name),
    identities,
    created_at: '2026-11-22T10:00:00.000Z',
    logins_count: 3,
  }
}

function random(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}
