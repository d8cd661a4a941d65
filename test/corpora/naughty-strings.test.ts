import strings from 'big-list-of-naughty-strings/blns.json' with { type: 'json' }
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { type Answer, type Call, send } from '../support/http.ts'
import { bearer, demo } from '../support/login.ts'
import {
  addPerson,
  clearTenant,
  managementSecret,
  managing,
  office,
  officeSecret,
  siteOf,
} from '../support/management.ts'
import { openStage, type TestStage } from '../support/stage.ts'

/** The Big List of Naughty Strings (github.com/minimaxir/big-list-of-naughty-strings, MIT) through every parameter. */
let stage: TestStage

beforeAll(async () => {
  const clients = { site: website, office, strict: { authorizeStateRequired: true } }
  const config = configOf(clients, { ...managing(['staff']), defaultClient: 'site' })
  stage = await openStage({ config, set: managementSecret })
})

beforeEach(() => clearTenant(stage))

afterAll(() => stage.close())

type Door = (text: string) => readonly [path: string, call?: Call]

/** A string in the place of a secret, which then stands nowhere else. */
const kept = (text: string) => `${text}~kept`
/** A string as it may stand in a header: its bytes, without those that no client can send. */
const asHeader = (text: string) =>
  Buffer.from(text)
    .toString('latin1')
    .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '')
const cookies = (text: string) => `sid=${asHeader(text)}; auth0-login=${asHeader(text)}`
const at = (path: string, parameters: Readonly<Record<string, string>>) => `${path}?${new URLSearchParams(parameters)}`
const memory = (text: string) => Buffer.from(JSON.stringify([1, text, text])).toString('base64url')
const managed = (call: Call = {}): Call => ({ ...call, headers: { ...officeSecret, ...call.headers } })

const inQuery: Readonly<Record<string, Door>> = {
  redirect: (text) => [at('/authorize', { redirect: text })],
  'a caller’s state': (text) => [at('/authorize', { client_type: 'strict', state: kept(text) })],
  client_type: (text) => [at('/web-login', { client_type: text })],
  'what goes on to the tenant': (text) => [at('/web-login', { login_hint: text, acr_values: text, connection: text })],
  max_age: (text) => [at('/authorize', { max_age: text })],
  'a parameter’s name': (text) => [at('/web-login', { [text]: text })],
  'a raw query': (text) => [`/web-login?${encodeURI(text.toWellFormed()).replaceAll('#', '')}`],
  'code and state': (text) => [at('/web-login/callback', { code: kept(text), state: kept(text) })],
  'what a state remembers': (text) => [
    at('/web-login/callback', { state: `x.${memory(text)}`, error: 'access_denied' }),
  ],
  'the tenant’s error': (text) => [
    at('/web-login/callback', { error: text, error_description: text, state: kept(text) }),
  ],
  'the goal of a logout': (text) => [at('/logout', { redirect: text, federated: text })],
}

const inBody: Readonly<Record<string, Door>> = {
  'user name': (text) => ['/oauth/token', { form: { grant_type: 'password', ...demo, username: text } }],
  password: (text) => ['/oauth/token', { json: { grant_type: 'password', ...demo, password: kept(text) } }],
  connection: (text) => ['/oauth/token', { form: { grant_type: 'password', ...demo, connection: text } }],
  'grant type': (text) => ['/oauth/token', { json: { grant_type: text, [text]: text } }],
  'code and state in a form': (text) => ['/oauth/token', { form: { code: kept(text), state: kept(text) } }],
  'refresh token': (text) => ['/refreshtoken', { json: { refresh_token: kept(text) } }],
  'mail address': (text) => ['/change-password', { form: { email: text, connection: 'staff' } }],
  'a raw body of JSON': (raw) => ['/oauth/token', { raw, headers: { 'content-type': 'application/json' } }],
  'a raw form': (raw) => ['/oauth/token', { raw, headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
}

const inHeader: Readonly<Record<string, Door>> = {
  authorization: (text) => ['/userinfo', { headers: { authorization: asHeader(kept(text)) } }],
  bearer: (text) => ['/userinfo', { headers: bearer(asHeader(kept(text))) }],
  'client-type': (text) => ['/userinfo', { headers: { 'client-type': asHeader(text) } }],
  secret: (text) => ['/users/count', { headers: { secret: asHeader(kept(text)) } }],
  cookie: (text) => ['/userinfo', { headers: { cookie: cookies(kept(text).replaceAll(';', ',')) } }],
  'content type': (text) => ['/oauth/token', { raw: '{}', headers: { 'content-type': asHeader(text) } }],
  origin: (text) => ['/refreshtoken', { method: 'POST', headers: { origin: asHeader(text) } }],
}

const inManagement: Readonly<Record<string, Door>> = {
  'a search': (text) => [at('/users', { name: text }), managed()],
  'a filter': (text) => [at('/users/count', { _q: JSON.stringify({ name: text, [text]: text }) }), managed()],
  'a raw filter': (text) => [at('/users', { _q: text }), managed()],
  'order, shape and page': (text) => [at('/users', { _s: text, _p: text, _l: text, _sk: text }), managed()],
  acl_rows: (text) => ['/users', managed({ headers: { acl_rows: asHeader(text) } })],
  cursor: (text) => [at('/users/active', { cursor: text, _l: text }), managed()],
  'user id': (text) => [`/users/${encodeURIComponent(text.toWellFormed())}`, managed({ method: 'DELETE' })],
  'id of a job': (text) => [`/users/import/status/${encodeURIComponent(text.toWellFormed())}`, managed()],
  'metadata of a user': (text) => [
    '/users',
    managed({ json: { email: text, name: text, user_metadata: { [text]: text } } }),
  ],
  'a file to import': (text) => [
    '/users/import?dry_run=true',
    managed({ raw: text, headers: { 'content-type': 'multipart/form-data; boundary=x' } }),
  ],
}

const doors = { ...inQuery, ...inBody, ...inHeader, ...inManagement }
/** Each string goes through a few doors, so that each door sees many; `CORPORA=all` sends all through all. */
const STRIDE = process.env['CORPORA'] === 'all' ? 1 : 20

describe('a naughty string is refused in our own words, or is a string like any other', () => {
  const cases = Object.entries(doors).map(([name, door], index) => ({ name, door, index }))

  test.each(cases)('$name', { timeout: 600_000 }, async ({ door, index }) => {
    const some = strings.filter((_, number) => number % STRIDE === index % STRIDE)
    for (const text of some) {
      const [path, call] = door(text)
      const answer = await send(`${stage.url}${path}`, call)
      expectDecent(text, answer)
    }
  })

  test('and the service still serves', async () => {
    const cookie = await siteOf(stage, await addPerson(stage, 'staff'))
    expect(await send(`${stage.url}/userinfo`, { headers: { cookie } })).toMatchObject({ status: 200 })
  })
})

/** No failure, no stack, nothing unescaped in a page, nobody led elsewhere or logged in. */
function expectDecent(text: string, { status, headers, cookies, text: body }: Answer): void {
  expect([text, status < 500]).toEqual([text, true])
  expect(body).not.toMatch(/\bat .*:\d+:\d+|node_modules|SyntaxError|TypeError/)
  expect(cookies.filter((cookie) => /^sid=[^;]/.test(cookie))).toEqual([])
  if (headers.location !== undefined) {
    expect([stage.url, stage.tenantUrl]).toContain(new URL(headers.location, stage.url).origin)
  }
  if (headers['content-type']?.startsWith('text/html')) {
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; frame-/)
    if (/[<>"'&]/.test(text)) expect(body).not.toContain(text.slice(text.search(/[<>"'&]/)))
  } else if (body !== '') {
    expect(headers).toMatchObject({ 'content-type': expect.stringMatching(/^application\/json/) })
  }
}
