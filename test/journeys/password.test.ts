import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callerSecret, configOf, credentialsOf, keyed } from '../support/config.ts'
import { refusal, send } from '../support/http.ts'
import { demo, logInApp, passwordLogin } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

const REALM_GRANT = 'http://auth0.com/oauth/grant-type/password-realm'
const AUDIENCE = 'https://api.example.com'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({
    config: configOf({
      app: { supportedConnections: ['staff', 'customers'], defaultConnection: 'staff' },
      single: { supportedConnections: ['customers'] },
      several: { supportedConnections: ['staff', 'customers'] },
      plain: {},
      api: { audience: AUDIENCE, scopes: ['read:things', 'openid', 'offline_access'] },
      keyed: keyed('keyed'),
    }),
  })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

async function seenLogin() {
  const [request, ...others] = await stage.admin.requests('/oauth/token')
  expect(others).toEqual([])
  return request
}

describe('what the tenant is asked', () => {
  test.each([
    { client: 'app', asked: undefined, realm: 'staff' },
    { client: 'app', asked: 'customers', realm: 'customers' },
    { client: 'single', asked: undefined, realm: 'customers' },
    { client: 'single', asked: 'customers', realm: 'customers' },
    { client: 'several', asked: 'customers', realm: 'customers' },
    { client: 'plain', asked: 'customers', realm: 'customers' },
  ])('client $client, connection $asked: the realm is $realm', async ({ client, asked, realm }) => {
    await logInApp(stage.url, client, asked === undefined ? {} : { connection: asked })
    expect((await seenLogin())?.body).toEqual({
      grant_type: REALM_GRANT,
      realm,
      ...demo,
      ...credentialsOf(client),
      scope: 'openid profile email offline_access',
    })
  })

  test('without any connection it is the plain password grant, and the tenant chooses', async () => {
    await logInApp(stage.url, 'plain')
    expect((await seenLogin())?.body).toMatchObject({ grant_type: 'password', ...demo })
    expect((await seenLogin())?.body).not.toHaveProperty('realm')
  })

  test('the audience of the client goes along, and openid stands once', async () => {
    await logInApp(stage.url, 'api')
    expect((await seenLogin())?.body).toMatchObject({
      audience: AUDIENCE,
      scope: expect.stringMatching(/^(?=.*read:things)(?=.*offline_access)(?!.*openid.*openid).*openid/),
    })
  })

  test('the end user’s address is the gateway’s word; what a caller says of it is ignored', async () => {
    const lies = {
      'auth0-forwarded-for': '203.0.113.7',
      'x-forwarded-for': '203.0.113.8',
      'x-real-ip': '203.0.113.9',
      forwarded: 'for=203.0.113.10',
    }
    expect(await passwordLogin(stage.url, { ...lies, 'client-type': 'plain' })).toMatchObject({ status: 200 })
    expect((await seenLogin())?.headers).toMatchObject({ 'auth0-forwarded-for': '127.0.0.1' })
  })
})

describe('refused before the tenant is asked', () => {
  test.each([
    ['a connection that the client does not support', 'app', { connection: 'partners' }],
    ['another case of a connection', 'app', { connection: 'Staff' }],
    ['no connection among several without a default', 'several', {}],
    ['no username', 'plain', { username: '' }],
    ['no password', 'plain', { password: '' }],
    ['no grant type', 'plain', { grant_type: '' }],
  ])('%s: 400 invalid_request', async (_, client, form) => {
    expect(await passwordLogin(stage.url, { 'client-type': client }, form)).toEqual(refusal(400, 'invalid_request'))
    expect(await stage.admin.counters()).toEqual({})
  })

  test.each(['client_credentials', 'implicit', REALM_GRANT, 'Password', '__proto__', 'constructor'])(
    'grant type %s: 400 unsupported_grant_type',
    async (grant_type) => {
      const answer = await passwordLogin(stage.url, { 'client-type': 'plain' }, { grant_type })
      expect(answer).toEqual(refusal(400, 'unsupported_grant_type'))
      expect(await stage.admin.counters()).toEqual({})
    },
  )

  test.each([
    ['no client, where there is no default one', {}],
    ['an unknown client', { 'client-type': 'nobody' }],
    ['an unknown secret', { secret: 'guess' }],
    ['an unknown secret beside a client', { 'client-type': 'plain', secret: 'guess' }],
    ['the secret of another client', { 'client-type': 'plain', secret: callerSecret('keyed') }],
    ['a client with a secret, named without it', { 'client-type': 'keyed' }],
    ['__proto__', { 'client-type': '__proto__' }],
    ['constructor', { 'client-type': 'constructor' }],
    ['toString', { 'client-type': 'toString' }],
  ])('%s: 401 invalid_client', async (_, headers) => {
    expect(await passwordLogin(stage.url, headers)).toEqual(refusal(401, 'invalid_client'))
    expect(await stage.admin.counters()).toEqual({})
  })
})

test.each([
  ['alone', { secret: callerSecret('keyed') }],
  ['with the client’s name', { secret: callerSecret('keyed'), 'client-type': 'keyed' }],
])('a client’s secret opens it, %s', async (_, headers) => {
  expect(await passwordLogin(stage.url, headers)).toMatchObject({ status: 200 })
  expect((await seenLogin())?.body).toMatchObject({ client_id: 'application-keyed' })
})

test('the same parameter twice is 400, and the tenant is not asked', async () => {
  const answer = await send(`${stage.url}/oauth/token`, {
    headers: { 'client-type': 'plain', 'content-type': 'application/x-www-form-urlencoded' },
    raw: `grant_type=password&username=${demo.username}&username=eve&password=x`,
  })
  expect(answer).toEqual(refusal(400, 'invalid_request'))
  expect(await stage.admin.counters()).toEqual({})
})
