import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Browser } from '../support/browser.ts'
import { callerSecret, configOf, keyed, website } from '../support/config.ts'
import { type Call, refusal, send } from '../support/http.ts'
import { demo, logInSite, obtainCode } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

const PARTNER = 'https://partner.example'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({
    config: configOf({
      site: { ...website, allowedOrigins: [PARTNER], hosts: ['shop.example'] },
      keyed: { ...website, ...keyed('keyed') },
    }),
  })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

/** A browser that came back from the tenant, and the trade that ends its login. */
async function cameBack(query = {}) {
  const browser = new Browser()
  const login = await obtainCode(browser, stage.url, { client_type: 'site', ...query })
  const trade = (by: Browser, headers: Call['headers'] = {}) =>
    by.send(`${stage.url}/oauth/token`, { json: login, headers })
  return { browser, trade }
}

describe('a website’s code', () => {
  test('becomes a session for the browser that began the login', async () => {
    const { browser, trade } = await cameBack({ redirect: '/wanted' })
    const answer = await trade(browser)
    expect(answer).toMatchObject({ status: 200, headers: { location: '/wanted' } })
    expect(answer.body).toEqual({ cookie_sid: browser.cookies.get('sid') })
    const userinfo = await browser.send(`${stage.url}/userinfo`)
    expect(userinfo).toMatchObject({ status: 200, body: { email: demo.username } })
  })

  test('needs no secret, which a page can’t send; the password of a client that has one does', async () => {
    const { browser, trade } = await cameBack({ client_type: 'keyed' })
    expect(await trade(browser, { 'client-type': 'keyed' })).toMatchObject({ status: 200 })
    const form = { grant_type: 'password', ...demo }
    const logIn = (headers: Call['headers']) => send(`${stage.url}/oauth/token`, { form, headers: { ...headers } })
    expect(await logIn({ 'client-type': 'keyed' })).toEqual(refusal(401, 'invalid_client'))
    expect(await logIn({ secret: callerSecret('keyed') })).toMatchObject({ status: 200 })
  })

  test('is 403 for another browser, and still there for its own', async () => {
    const { browser, trade } = await cameBack()
    const other = new Browser()
    await other.send(`${stage.url}/web-login?client_type=site`)
    await stage.admin.forget()
    for (const stranger of [new Browser(), other]) {
      const answer = await trade(stranger)
      expect(answer).toEqual(refusal(403, 'invalid_grant'))
      expect(answer.cookies).toEqual([])
    }
    expect(await stage.admin.counters()).toEqual({})
    expect(await trade(browser)).toMatchObject({ status: 200 })
  })

  test('leaves the login cookie to the other tabs, of which there is one', async () => {
    const browser = new Browser()
    const logins = [
      await obtainCode(browser, stage.url, { client_type: 'site' }),
      await obtainCode(browser, stage.url, { client_type: 'site' }),
    ]
    for (const login of logins) {
      expect(await browser.send(`${stage.url}/oauth/token`, { json: login })).toMatchObject({ status: 200 })
    }
    expect(browser.cookies.names().filter((name) => name.startsWith('auth0-login'))).toHaveLength(1)
  })
})

/** Origins that must not set or use a cookie, as browsers tell of them. */
const foreign = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'https://shop.example.evil.example' },
  { origin: 'http://shop.example' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
]

const own: readonly [string, (stageUrl: string) => Record<string, string>][] = [
  ['no browser', () => ({})],
  ['the same origin, by fetch metadata', () => ({ 'sec-fetch-site': 'same-origin' })],
  ['the origin of the redirectUrl', (origin) => ({ origin })],
  ['an allowed origin', () => ({ origin: PARTNER, 'sec-fetch-site': 'cross-site' })],
  ['a host of the client', () => ({ origin: 'https://shop.example', 'sec-fetch-site': 'same-site' })],
]

describe('by code: who may set the cookie', () => {
  test.each(own)('%s', async (_, headers) => {
    const { browser, trade } = await cameBack()
    expect(await trade(browser, headers(stage.url))).toMatchObject({ status: 200 })
  })

  test.each(foreign)('not %j: no session, and the login is not used up', async (headers) => {
    const { browser, trade } = await cameBack()
    await stage.admin.forget()
    const answer = await trade(browser, headers)
    expect(answer.status).toBe(403)
    expect(answer.cookies).toEqual([])
    expect(await stage.admin.counters()).toEqual({})
    expect(await trade(browser)).toMatchObject({ status: 200 })
  })
})

describe('by password: who may set the cookie', () => {
  const logIn = (headers: Record<string, string>) =>
    send(`${stage.url}/oauth/token`, {
      form: { grant_type: 'password', ...demo },
      headers: { 'client-type': 'site', ...headers },
    })

  test.each(own)('%s', async (_, headers) => {
    expect(await logIn(headers(stage.url))).toMatchObject({ status: 200 })
  })

  test.each(foreign)('not %j: 403, and the tenant is not asked', async (headers) => {
    const answer = await logIn(headers)
    expect(answer).toEqual(refusal(403, 'access_denied'))
    expect(answer.cookies).toEqual([])
    expect(await stage.admin.counters()).toEqual({})
  })
})

test('a login ends the session whose cookie came with it, and revokes its refresh token', async () => {
  const cookie = await logInSite(stage.url, 'site')
  await stage.admin.forget()
  const form = { grant_type: 'password', ...demo }
  const answer = await send(`${stage.url}/oauth/token`, { form, headers: { 'client-type': 'site', cookie } })
  expect(answer.status).toBe(200)
  expect(cookie).not.toContain(answer.body['cookie_sid'])
  expect(await stage.admin.count('POST /oauth/revoke')).toBe(1)
  expect(await send(`${stage.url}/userinfo`, { headers: { cookie } })).toEqual(refusal(401, 'invalid_token'))
})
