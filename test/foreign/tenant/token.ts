import { createHash, randomUUID } from 'node:crypto'
import { isIP } from 'node:net'
import { checkScope } from './authorize.ts'
import type { Grant } from './families.ts'
import { Denied, insist, Refused } from './refused.ts'
import { type Asked, checkServiceHeaders, readForm, readParameters } from './request.ts'
import { type Application, AUDIENCE, NAMESPACE, PERSON, seconds, type World } from './world.ts'

const REALM_GRANT = 'http://auth0.com/oauth/grant-type/password-realm'
const CLIENT = ['grant_type', 'client_id', 'client_secret'] as const
const ADDRESS = 'auth0-forwarded-for'
const ID_TOKEN_SECONDS = 36_000

/** Claims that only an ID token of a browser login has. */
type LoginClaims = { readonly nonce?: string; readonly auth_time?: number }

/** `POST /oauth/token`, and what kind of grant it was. */
export async function token(world: World, asked: Asked): Promise<{ kind: string; tokens: object }> {
  const form = readForm(asked)
  const kind = new URLSearchParams(form).get('grant_type') ?? ''
  checkServiceHeaders(asked, kind === 'refresh_token' ? [] : [ADDRESS])
  switch (kind) {
    case 'authorization_code':
      return { kind, tokens: await byCode(hear(world, asked), form) }
    case 'password':
    case REALM_GRANT:
      return { kind, tokens: await byPassword(hear(world, asked), form, kind) }
    case 'refresh_token':
      return { kind, tokens: await byRefreshToken(world, form) }
    default:
      throw new Refused(`grant_type ${kind} is unknown`, { word: 'unsupported_grant_type' })
  }
}

/** `POST /oauth/revoke`. */
export function revoke(world: World, asked: Asked): void {
  const form = readForm(asked)
  checkServiceHeaders(asked)
  const given = readParameters(form, { must: ['client_id', 'client_secret', 'token'] })
  authenticate(world, given)
  world.families.revoke(given.token, given.client_id)
}

function byCode(world: World, form: string): Promise<object> {
  const given = readParameters(form, { must: [...CLIENT, 'code', 'code_verifier', 'redirect_uri'] })
  const { clientId } = authenticate(world, given)
  const code = world.codes.get(given.code)
  insist(code, 'the code is unknown')
  insist(code.clientId === clientId, 'the code is of another application')
  insist(!code.spent, 'the code is used twice')
  code.spent = true
  insist(code.expiresAt > seconds(), 'the code is expired')
  insist(given.redirect_uri === code.redirectUri, 'redirect_uri is not the one of /authorize, byte by byte')
  insist(/^[\w.~-]{43,128}$/.test(given.code_verifier), 'code_verifier is too short, too long or of wrong characters')
  const challenge = createHash('sha256').update(given.code_verifier).digest('base64url')
  insist(challenge === code.challenge, 'code_verifier does not match')
  const { nonce, scope, audience, session, maxAge } = code
  const claims = { nonce, ...(maxAge !== undefined && { auth_time: session.authTime }) }
  return issue(world, { clientId, sid: session.sid, scope, audience }, claims)
}

function byPassword(world: World, form: string, kind: string): Promise<object> {
  const must = [...CLIENT, 'username', 'password', 'scope'] as const
  const given = readParameters(form, {
    must: kind === REALM_GRANT ? [...must, 'realm'] : must,
    may: ['audience'],
  })
  const { clientId, connections } = authenticate(world, given)
  const realm = 'realm' in given ? given.realm : connections[0]
  insist(realm !== undefined && connections.includes(realm), 'the realm is unknown')
  checkScope(given.scope)
  insist(given.audience === undefined || given.audience === AUDIENCE, 'audience is unknown')
  if (given.username !== PERSON.email || given.password !== PERSON.password) throw new Denied()
  return issue(world, { clientId, sid: randomUUID(), scope: given.scope, audience: given.audience }, {})
}

function byRefreshToken(world: World, form: string): Promise<object> {
  const given = readParameters(form, { must: [...CLIENT, 'refresh_token'] })
  const { clientId } = authenticate(world, given)
  const { grant, refreshToken } = world.families.rotate(given.refresh_token, clientId)
  return issue(world, grant, {}, refreshToken)
}

/** Somebody logs in: whose address is told belongs to brute-force protection. */
function hear(world: World, { headers }: Asked): World {
  const address = headers.get(ADDRESS) ?? ''
  insist(isIP(address), `${ADDRESS} is missing, or no address`)
  world.addresses.push(address)
  return world
}

function authenticate({ applications }: World, given: { client_id: string; client_secret: string }): Application {
  const application = applications.get(given.client_id)
  if (application?.clientSecret === given.client_secret) return application
  throw new Refused('client_id or client_secret is wrong', { status: 401, word: 'access_denied' })
}

/** Issues tokens; a first refresh token only where `offline_access` was asked for. */
async function issue(world: World, grant: Grant, claims: LoginClaims, refreshToken?: string): Promise<object> {
  const { keys, families, issuer, accessTokenSeconds } = world
  const { clientId, sid, scope, audience } = grant
  const [iat, sub] = [seconds(), PERSON.sub]
  const access = { iss: issuer, sub, azp: clientId, scope, iat, jti: randomUUID(), exp: iat + accessTokenSeconds }
  const idClaims = { iss: issuer, sub, aud: clientId, iat, exp: iat + ID_TOKEN_SECONDS, sid, ...claims }
  const offline = scope.split(' ').includes('offline_access')
  const next = refreshToken ?? (offline ? families.start(grant) : undefined)
  return {
    access_token: await keys.sign({ ...access, aud: audience ? [audience, `${issuer}userinfo`] : `${issuer}userinfo` }),
    id_token: await keys.sign({ ...idClaims, ...profile() }),
    ...(next !== undefined && { refresh_token: next }),
    token_type: 'Bearer',
    expires_in: accessTokenSeconds,
    scope,
  }
}

function profile() {
  const { email, name, groups } = PERSON
  return { email, email_verified: true, name, [`${NAMESPACE}app_metadata`]: { groups } }
}
