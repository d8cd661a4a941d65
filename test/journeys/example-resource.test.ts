import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callerSecret, configOf, keyed, website } from '../support/config.ts'
import { type Call, send } from '../support/http.ts'
import {
  bearer,
  demo,
  loggedInBrowser,
  logInApp,
  logInSite,
  passwordLogin,
  type Tokens,
  tokensOf,
} from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import { REFRESHES } from '../support/tenant.ts'

const secret = { secret: callerSecret('keyed') }
const FORBIDDEN = expect.objectContaining({ status: 403, body: { message: 'Forbidden' }, cookies: [] })

type Headers = NonNullable<Call['headers']>

let stage: TestStage

beforeAll(async () => {
  const orders = { audience: 'https://orders.example/', scopes: ['openid', 'email', 'offline_access', 'read:orders'] }
  stage = await openStage({ config: configOf({ site: website, app: {}, keyed: { ...keyed('keyed'), ...orders } }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function resource(headers: Headers = {}, path = '/example/resource', method = 'GET') {
  return send(`${stage.url}${path}`, { method, headers })
}

/** An app's tokens, got by the caller's secret. */
async function logInKeyed(): Promise<Tokens> {
  return tokensOf(await passwordLogin(stage.url, secret))
}

/** What the resource hears of the demo user. */
function demoBy(client: string, permissions: unknown = []): object {
  const userId = expect.stringMatching(/^auth0\|/)
  return { youAre: { userId, client, email: demo.username, groups: ['editors'], permissions } }
}

describe.each(['/example/resource/', '/example/resource', '/example/resource/of/mine'])('%s is open', (path) => {
  test('by bearer: the last curl', async () => {
    const { accessToken } = await logInKeyed()
    const answer = await resource({ ...secret, ...bearer(accessToken) }, path)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual(demoBy('keyed', expect.arrayContaining(['read:orders'])))
  })

  test('by the cookie of a login through the browser', async () => {
    const browser = await loggedInBrowser(stage.url, { client_type: 'site' })
    const answer = await browser.send(`${stage.url}${path}`)
    expect(answer).toMatchObject({ status: 200, cookies: [] })
    expect(answer.body).toEqual(demoBy('site'))
  })
})

test('the tenant is not asked', async () => {
  const { accessToken } = await logInApp(stage.url, 'app')
  await stage.admin.forget()
  for (let call = 0; call < 3; call++) expect(await resource(bearer(accessToken))).toMatchObject({ status: 200 })
  expect(await stage.admin.counters()).toEqual({})
})

describe('a session whose access token has expired', () => {
  beforeEach(() => stage.admin.settings({ accessTokenLifetime: 60 }))

  test('is refreshed, once for all who call at the same time, and goes on', async () => {
    const cookie = await logInSite(stage.url, 'site')
    stage.advance(61)
    const answers = await Promise.all(Array.from({ length: 12 }, () => resource({ cookie })))
    expect(answers.map(({ status, body }) => [status, body])).toEqual(Array(12).fill([200, demoBy('site')]))
    expect(await resource({ cookie })).toMatchObject({ status: 200 })
    expect(await stage.admin.count(REFRESHES)).toBe(1)
  })

  test('is over when the tenant refuses: 403, and it is not asked again', async () => {
    const cookie = await logInSite(stage.url, 'site')
    stage.advance(61)
    const refused = { kind: 'status', status: 403, body: { error: 'invalid_grant' } } as const
    await stage.admin.fault({ path: '/oauth/token', grant_type: 'refresh_token', ...refused })
    expect([await resource({ cookie }), await resource({ cookie })]).toEqual([FORBIDDEN, FORBIDDEN])
    expect(await stage.admin.count(REFRESHES)).toBe(1)
  })

  test('a bearer that has expired is 403: nothing refreshes behind an app’s back', async () => {
    const { accessToken } = await logInApp(stage.url, 'app')
    stage.advance(61)
    await stage.admin.forget()
    expect(await resource(bearer(accessToken))).toEqual(FORBIDDEN)
    expect(await stage.admin.counters()).toEqual({})
  })
})

describe('after the logout it is 403 at once', () => {
  test('by cookie', async () => {
    const cookie = await logInSite(stage.url, 'site')
    expect(await resource({ cookie })).toMatchObject({ status: 200 })
    expect(await send(`${stage.url}/logout`, { headers: { cookie } })).toMatchObject({ status: 302 })
    expect(await resource({ cookie })).toEqual(FORBIDDEN)
  })

  test('by bearer, of every token of the login', async () => {
    const first = await logInApp(stage.url, 'app')
    const headers = bearer(first.accessToken)
    const second = tokensOf(
      await send(`${stage.url}/refreshtoken`, { headers, json: { refresh_token: first.refreshToken } }),
    )
    expect(await send(`${stage.url}/logout`, { headers: bearer(second.accessToken) })).toMatchObject({ status: 204 })
    for (const { accessToken } of [first, second]) expect(await resource(bearer(accessToken))).toEqual(FORBIDDEN)
  })
})

describe('another site’s page', () => {
  const foreign = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]

  test.each(foreign)('can’t use the cookie to POST: %j', async (headers) => {
    const cookie = await logInSite(stage.url, 'site')
    for (const path of ['/example/resource', '/example/resource/']) {
      expect(await resource({ cookie, ...headers }, path, 'POST')).toEqual(FORBIDDEN)
    }
    expect(await resource({ cookie, ...headers })).toMatchObject({ status: 200 })
  })

  test.each([{}, { 'sec-fetch-site': 'same-origin' }, 'own'])('is none of: %j', async (headers) => {
    const cookie = await logInSite(stage.url, 'site')
    const own = headers === 'own' ? { origin: stage.url, 'sec-fetch-site': 'same-site' } : headers
    expect(await resource({ cookie, ...Object(own) }, '/example/resource', 'POST')).toMatchObject({ status: 200 })
  })

  test('may POST by bearer, which no browser sends by itself', async () => {
    const { accessToken } = await logInApp(stage.url, 'app')
    const headers = { ...bearer(accessToken), origin: 'https://evil.example' }
    expect(await resource(headers, '/example/resource', 'POST')).toMatchObject({ status: 200 })
  })
})
