import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Browser } from '../support/browser.ts'
import { configOf, website } from '../support/config.ts'
import { refusal, send } from '../support/http.ts'
import { demo, loggedInBrowser, logIn, logInSite } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

const eve = { user_id: 'auth0|eve', email: 'eve@example.com', password: 'Eves-Password-1', connection: 'staff' }

let stage: TestStage

beforeAll(async () => {
  const site = { ...website, supportedConnections: ['staff'] }
  stage = await openStage({ config: configOf({ site }, { defaultClient: 'site', sessionsPerUser: 3 }) })
  await stage.admin.addUser(eve)
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function sidOf(browser: Browser): string {
  return browser.cookies.get('sid') ?? ''
}

function userinfo(browser: Browser) {
  return browser.send(`${stage.url}/userinfo`)
}

describe('the session id', () => {
  test('is new with each login, and the session of before ends, its refresh token revoked', async () => {
    const browser = await loggedInBrowser(stage.url)
    const before = sidOf(browser)
    await stage.admin.forget()
    await logIn(browser, stage.url)
    expect(sidOf(browser)).not.toBe(before)
    expect(await userinfo(browser)).toMatchObject({ status: 200 })
    const old = await send(`${stage.url}/userinfo`, { headers: { cookie: `sid=${before}` } })
    expect(old).toEqual(refusal(401, 'invalid_token'))
    expect(await stage.admin.count('POST /oauth/revoke')).toBe(1)
  })

  test('that somebody planted is of no use to him after the login', async () => {
    const planted = await logInSite(stage.url, 'site', { username: eve.email, password: eve.password })
    const browser = new Browser()
    browser.cookies.keep(new URL(stage.url), [`${planted}; Path=/`])
    await logIn(browser, stage.url)
    expect(planted).not.toContain(sidOf(browser))
    expect(await userinfo(browser)).toMatchObject({ body: { email: demo.username } })
    const evil = await send(`${stage.url}/userinfo`, { headers: { cookie: planted } })
    expect(evil).toEqual(refusal(401, 'invalid_token'))
  })

  test('that was invented is never taken over', async () => {
    const invented = 'a'.repeat(43)
    const browser = new Browser()
    browser.cookies.keep(new URL(stage.url), [`sid=${invented}; Path=/`])
    await logIn(browser, stage.url)
    expect(sidOf(browser)).not.toBe(invented)
  })
})

test('a session beyond the cap ends the oldest one of the user, and revokes it', async () => {
  const cookies: string[] = []
  await stage.admin.forget()
  for (let logins = 0; logins < 4; logins++) {
    cookies.push(await logInSite(stage.url, 'site', { username: eve.email, password: eve.password }))
    stage.advance(1)
  }
  const answers = await Promise.all(cookies.map((cookie) => send(`${stage.url}/userinfo`, { headers: { cookie } })))
  expect(answers.map(({ status }) => status)).toEqual([401, 200, 200, 200])
  expect(await stage.admin.count('POST /oauth/revoke')).toBe(1)
})
