import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Browser } from '../support/browser.ts'
import { configOf, website } from '../support/config.ts'
import { refusal, send } from '../support/http.ts'
import { demo, logInSite, reachCallback } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ site: website }, { defaultClient: 'site' }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

/** Cookies of two live sessions, and the header of a browser that brings both. */
async function twoSessions() {
  const sessions = [await logInSite(stage.url, 'site'), await logInSite(stage.url, 'site')]
  await stage.admin.forget()
  return { sessions, cookie: sessions.join('; ') }
}

async function expectEnded(sessions: readonly string[]): Promise<void> {
  for (const cookie of sessions) {
    expect(await send(`${stage.url}/userinfo`, { headers: { cookie } })).toEqual(refusal(401, 'invalid_token'))
  }
  expect(await stage.admin.count('POST /oauth/revoke')).toBe(sessions.length)
}

describe('a browser that brings two live sessions is locked out of neither login nor logout', () => {
  test('a logout ends both', async () => {
    const { sessions, cookie } = await twoSessions()
    const answer = await send(`${stage.url}/logout`, { headers: { cookie } })
    expect(answer.status).toBe(302)
    expect(answer.cookies).toEqual([expect.stringMatching(/^sid=;/)])
    await expectEnded(sessions)
  })

  test('a login ends both, so that the new one is the only one', async () => {
    const { sessions, cookie } = await twoSessions()
    const form = { grant_type: 'password', ...demo }
    const answer = await send(`${stage.url}/oauth/token`, { form, headers: { cookie } })
    expect(answer).toMatchObject({ status: 200, body: { cookie_sid: expect.any(String) } })
    await expectEnded(sessions)
  })

  test('a login that got lost begins anew, as without a session', async () => {
    const browser = new Browser()
    const callback = await reachCallback(browser, `${stage.url}/web-login`)
    callback.searchParams.set('state', 'x'.repeat(43))
    const { cookie } = await twoSessions()
    const answer = await send(callback, { headers: { cookie } })
    expect(answer.status).toBe(302)
    expect(answer.headers.location).toMatch(/^\/web-login\?/)
  })
})
