import { expect, test } from 'vitest'
import { judgeApplication } from '#infra/doctor/judge/application'
import { judgeConnection, judgeConnections } from '#infra/doctor/judge/connections'
import { judgeClientSecret, judgeServiceToken } from '#infra/doctor/judge/credentials'
import { judgeScopes } from '#infra/doctor/judge/grants'
import { judgeTenant } from '#infra/doctor/judge/tenant'
import type { Result } from '#infra/doctor/result'
import { untold } from '#infra/doctor/told'
import { parseConfig } from '#shared/config/config'
import { configOf } from '../../support/config.ts'

const silent = untold('silent', 'it does not answer (ECONNREFUSED)')
const answer = (status: number, body: unknown) => ({ told: { status, body } })
const refusal = (status: number, error: string) => answer(status, { error, error_description: 'x' })

/** States and sentences of all but what is right. */
const faults = (results: readonly Result[]) =>
  results.filter(({ state }) => state !== 'ok').map(({ state, says }) => `${state} ${says}`)

test.each([
  [answer(200, { issuer: 'https://t.example/' }), 'ok'],
  [answer(200, { issuer: 'https://t.example' }), 'wrong'],
  [answer(200, { issuer: 'https://other.example/' }), 'wrong'],
  [answer(200, '<html>'), 'wrong'],
  [answer(404, undefined), 'wrong'],
  [silent, 'wrong'],
])('a tenant that answers %j', (told, state) => {
  expect(judgeTenant('https://t.example', told)).toMatchObject({ state, subject: 'Tenant https://t.example' })
})

test.each([
  [refusal(403, 'invalid_grant'), 'ok'],
  [refusal(401, 'access_denied'), 'wrong'],
  [refusal(401, 'invalid_client'), 'wrong'],
  [refusal(403, 'unauthorized_client'), 'wrong'],
  [refusal(429, 'too_many_requests'), 'unknown'],
  [refusal(400, 'invalid_request'), 'unknown'],
  [answer(500, undefined), 'unknown'],
  [silent, 'unknown'],
])('a made-up code answered by %j', (told, state) => {
  expect(judgeClientSecret('Client cms', told).state).toBe(state)
})

test.each([
  [answer(200, { access_token: 'token-of-tokens' }), 'ok'],
  [refusal(401, 'access_denied'), 'wrong'],
  [refusal(403, 'access_denied'), 'wrong'],
  [refusal(403, 'unauthorized_client'), 'wrong'],
  [answer(200, {}), 'unknown'],
  [answer(503, undefined), 'unknown'],
  [silent, 'unknown'],
])('a token for management answered by %j', (told, state) => {
  const result = judgeServiceToken('Management client', 'https://t.example/api/v2/', told)
  expect(result.state).toBe(state)
  expect(JSON.stringify(result)).not.toContain('token-of-tokens')
})

const REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const settings = {
  grant_types: ['authorization_code', 'refresh_token', 'password', REALM],
  callbacks: ['https://a.example/web-login/callback'],
  allowed_logout_urls: ['https://a.example/', 'https://b.example/bye'],
  refresh_token: { rotation_type: 'rotating', leeway: 30 },
  is_token_endpoint_ip_header_trusted: true,
}
const values = { AUTH0_URL: 'https://t.example', PROJECT_URL: 'https://a.example' }
const client = (more: Readonly<Record<string, unknown>>) => {
  const { clients } = parseConfig(configOf({ app: more }), values, { local: true })
  return clients.get('app') ?? expect.fail('the client is there')
}

test('an application that is as it must be', () => {
  const results = judgeApplication(
    'Client app',
    client({ allowedRedirects: ['https://b.example/bye?from=a'] }),
    settings,
  )
  expect(faults(results)).toEqual([])
  expect(results.length).toBeGreaterThanOrEqual(5)
})

test.each([
  ['no browser logins', { grant_types: ['refresh_token', 'password', REALM] }, 'wrong', 'grant authorization_code'],
  ['no refreshes', { grant_types: ['authorization_code', 'password', REALM] }, 'wrong', 'grant refresh_token'],
  ['no realm', { grant_types: ['authorization_code', 'refresh_token', 'password'] }, 'warning', 'password-realm'],
  ['no callback', { callbacks: null }, 'wrong', 'https://a.example/web-login/callback is not allowed'],
  ['a callback but for a slash', { callbacks: ['https://a.example/web-login/callback/'] }, 'wrong', 'callback URL'],
  ['an origin for a logout URL', { allowed_logout_urls: ['https://a.example'] }, 'wrong', 'https://a.example/ is not'],
  ['no rotation', { refresh_token: { rotation_type: 'non-rotating', leeway: 30 } }, 'wrong', 'rotation is off'],
  ['no settings of refresh tokens', { refresh_token: null }, 'wrong', 'rotation is off'],
  ['an overlap of 20 s', { refresh_token: { rotation_type: 'rotating', leeway: 20 } }, 'wrong', 'is 20 s'],
  ['no overlap', { refresh_token: { rotation_type: 'rotating' } }, 'wrong', 'is 0 s'],
  ['no secret to ask for', { token_endpoint_auth_method: 'none' }, 'wrong', 'public application'],
  ['addresses in vain', { is_token_endpoint_ip_header_trusted: false }, 'warning', 'not believed'],
])('an application with %s', (_, change, state, says) => {
  const [fault, ...more] = faults(judgeApplication('Client app', client({}), { ...settings, ...change }))
  expect(fault).toMatch(new RegExp(`^${state} .*${says.replaceAll('.', '\\.')}`))
  expect(more).toEqual([])
})

test('without offline_access neither refreshes nor their rotation are asked for', () => {
  const change = { ...settings, grant_types: ['authorization_code', 'password', REALM], refresh_token: null }
  expect(faults(judgeApplication('Client app', client({ scopes: ['openid'] }), change))).toEqual([])
})

test('a logout to an allowed redirect that Auth0 does not allow is a warning', () => {
  const elsewhere = client({ allowedRedirects: ['https://c.example', 'https://c.example/?a'] })
  expect(faults(judgeApplication('Client app', elsewhere, settings))).toEqual([
    expect.stringMatching(/^warning .* https:\/\/c\.example\/: /),
  ])
})

const enabled = (...names: string[]) => names.map((name) => ({ id: `con_${name}`, name }))

test.each([
  [['dev'], enabled('dev'), []],
  [['dev', 'staff'], enabled('staff', 'dev'), []],
  [['dev'], enabled('dev', 'prod'), [/^wrong .*prod is enabled .*drop `connection`/]],
  [['dev', 'staff'], enabled('dev'), [/^wrong .*staff is not enabled/]],
  [['dev'], enabled('prod'), [/^wrong .*dev is not/, /^wrong .*prod is enabled/]],
  [[], enabled('dev', 'prod'), [/^warning .*dev, prod can log in/]],
])('supported %j, enabled %j', (supported, connections, found) => {
  expect(faults(judgeConnections('Client app', supported, connections))).toEqual(
    found.map((each) => expect.stringMatching(each)),
  )
})

test.each([
  [undefined, enabled('dev'), 'ok'],
  ['con_dev', enabled('dev'), 'ok'],
  ['con_other', enabled('dev'), 'wrong'],
  [undefined, enabled('developers'), 'wrong'],
  [undefined, [], 'wrong'],
])('a managed connection with id %s among %j', (id, found, state) => {
  expect(judgeConnection('Management client', 'dev', id, found).state).toBe(state)
})

const AUDIENCE = 'https://t.example/api/v2/'
const USERS = ['read:users', 'create:users', 'update:users', 'delete:users']
const ENDING = ['delete:sessions', 'delete:refresh_tokens', 'read:device_credentials', 'delete:device_credentials']
const grant = (scope: string[], more: object = {}) => ({ audience: AUDIENCE, scope, allow_all_scopes: false, ...more })

test.each([
  [[grant([...USERS, ...ENDING])], []],
  [[grant([], { allow_all_scopes: true })], []],
  [[grant(USERS), grant(ENDING)], []],
  [[grant([...USERS.slice(1), ...ENDING])], [/^wrong .*read:users/]],
  [[grant([...USERS, ...ENDING.slice(1)])], [/^warning .*delete:sessions/]],
  [
    [grant(ENDING), grant(USERS, { audience: 'https://other.example/' })],
    USERS.map((scope) => new RegExp(`^wrong .*${scope}`)),
  ],
])('the scopes of %j', (grants, found) => {
  expect(faults(judgeScopes('Management client', AUDIENCE, grants))).toEqual(
    found.map((each) => expect.stringMatching(each)),
  )
})
