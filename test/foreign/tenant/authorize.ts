import { randomBytes } from 'node:crypto'
import { insist } from './refused.ts'
import { type Asked, checkMethod, readParameters } from './request.ts'
import { AUDIENCE, type Authorization, PERSON, seconds, type TenantSession, type World } from './world.ts'

/** What goes back to a browser. */
export interface Page {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

const COOKIE = 'foreign_tenant'
const FORM = '<form method="post"><input name="username"><input name="password" type="password"></form>'
const PARAMETERS = {
  must: [
    ...(['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'nonce'] as const),
    ...(['code_challenge', 'code_challenge_method'] as const),
  ],
  may: [
    ...(['audience', 'connection', 'prompt', 'login_hint', 'screen_hint', 'ui_locales', 'max_age'] as const),
    ...(['organization', 'invitation', 'acr_values'] as const),
  ],
} as const

/** `GET /authorize`: sends the browser to the login form, or straight back where it is logged in already. */
export function authorize(world: World, asked: Asked): Page {
  checkMethod(asked, 'GET')
  const authorization = readAuthorization(world, asked)
  const session = world.sessions.get(cookieOf(asked))
  if (session) return goBack(world, authorization, session)
  const state = random()
  world.logins.set(state, authorization)
  return { status: 302, headers: { location: `/u/login?state=${state}` } }
}

/** `/u/login`: the login form by GET, what was filled in by POST. */
export function login(world: World, asked: Asked): Page {
  const { state } = readParameters(asked.query, { must: ['state'] })
  const authorization = world.logins.get(state)
  insist(authorization, 'this login is unknown or over')
  if (asked.method === 'GET') return { status: 200, headers: { 'content-type': 'text/html' }, body: FORM }
  checkMethod(asked, 'POST')
  const { username, password } = readParameters(asked.body, { must: ['username', 'password'] })
  insist(username === PERSON.email && password === PERSON.password, 'the person mistyped')
  world.logins.delete(state)
  const session = { sid: random(), authTime: seconds() }
  world.sessions.set(session.sid, session)
  const back = goBack(world, authorization, session)
  return { ...back, headers: { ...back.headers, 'set-cookie': `${COOKIE}=${session.sid}; Path=/; HttpOnly` } }
}

/** Forgets the browser's login. */
export function endSession(world: World, asked: Asked): void {
  world.sessions.delete(cookieOf(asked))
}

/** Holds a scope to the rules: single spaces, nothing twice, `openid` there, nothing of ours. */
export function checkScope(scope: string): void {
  const names = scope.split(' ')
  insist(!names.includes(''), 'the scope has empty names')
  insist(new Set(names).size === names.length, 'the scope names something twice')
  insist(names.includes('openid'), 'the scope lacks openid')
  insist(!names.includes('website'), 'the scope names website, which is not ours')
}

function readAuthorization({ applications }: World, { query }: Asked): Authorization {
  const given = readParameters(query, PARAMETERS)
  const application = applications.get(given.client_id)
  insist(application, 'client_id is unknown')
  insist(given.response_type === 'code', 'response_type is not code')
  insist(application.callbacks.includes(given.redirect_uri), 'redirect_uri is not an allowed callback, byte by byte')
  checkScope(given.scope)
  insist(given.state.length >= 22, 'state can be guessed')
  insist(given.nonce.length >= 22, 'nonce can be guessed')
  insist(given.code_challenge_method === 'S256', 'code_challenge_method is not S256')
  insist(/^[\w-]{43}$/.test(given.code_challenge), 'code_challenge is no SHA-256 in base64url')
  insist(given.audience === undefined || given.audience === AUDIENCE, 'audience is unknown')
  const { connection } = given
  insist(connection === undefined || application.connections.includes(connection), 'connection is not enabled')
  return {
    clientId: given.client_id,
    redirectUri: given.redirect_uri,
    challenge: given.code_challenge,
    nonce: given.nonce,
    scope: given.scope,
    audience: given.audience,
    maxAge: given.max_age,
    state: given.state,
  }
}

function goBack({ codes }: World, authorization: Authorization, session: TenantSession): Page {
  const code = random()
  codes.set(code, { ...authorization, session, expiresAt: seconds() + 60, spent: false })
  const location = `${authorization.redirectUri}?${new URLSearchParams({ code, state: authorization.state })}`
  return { status: 302, headers: { location } }
}

function cookieOf({ headers }: Asked): string {
  return new RegExp(`(?:^|; )${COOKIE}=([^;]*)`).exec(headers.get('cookie') ?? '')?.[1] ?? ''
}

function random(): string {
  return randomBytes(24).toString('base64url')
}
