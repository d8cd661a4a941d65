import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { type Call, refusal, send } from '../support/http.ts'
import { address, logInSite, type Query } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ site: website, other: website }, { defaultClient: 'site' }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function logout(cookie: string, query: Query = {}, headers: Call['headers'] = {}) {
  return send(address(stage.url, '/logout', query), { headers: { cookie, ...headers } })
}

async function expectEnded(cookie: string): Promise<void> {
  expect(await send(`${stage.url}/userinfo`, { headers: { cookie } })).toEqual(refusal(401, 'invalid_token'))
}

async function expectAlive(cookie: string): Promise<void> {
  expect(await send(`${stage.url}/userinfo`, { headers: { cookie } })).toMatchObject({ status: 200 })
}

describe('who may log a browser out', () => {
  test.each([
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  ])('not another site’s subresource: %j', async (headers) => {
    const cookie = await logInSite(stage.url, 'site')
    const answer = await logout(cookie, {}, headers)
    expect(answer).toEqual(refusal(403, 'access_denied'))
    expect(answer.cookies).toEqual([])
    await expectAlive(cookie)
  })

  test.each([
    { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
    { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  ])('a navigation: %j', async (headers) => {
    const cookie = await logInSite(stage.url, 'site')
    expect(await logout(cookie, {}, headers)).toMatchObject({ status: 302 })
    await expectEnded(cookie)
  })

  test('not who names another client', async () => {
    const cookie = await logInSite(stage.url, 'site')
    expect(await logout(cookie, { client_type: 'other' })).toEqual(refusal(401, 'invalid_client'))
    await expectAlive(cookie)
  })
})

describe('POST /logout by cookie, for a page that stays', () => {
  const post = (headers: Record<string, string>) => send(`${stage.url}/logout`, { method: 'POST', headers })

  test('ends the session: 204, and the cookie is cleared', async () => {
    const cookie = await logInSite(stage.url, 'site')
    const answer = await post({ cookie, origin: stage.url, 'sec-fetch-site': 'same-origin' })
    expect(answer).toMatchObject({ status: 204, text: '' })
    expect(answer.cookies).toEqual([expect.stringMatching(/^sid=;/)])
    await expectEnded(cookie)
  })

  test.each([{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }])(
    'not for %j: 403',
    async (headers) => {
      const cookie = await logInSite(stage.url, 'site')
      expect(await post({ cookie, ...headers })).toEqual(refusal(403, 'access_denied'))
      await expectAlive(cookie)
    },
  )

  test('without a session it is 401', async () => {
    expect(await post({})).toEqual(refusal(401, 'invalid_token'))
  })
})
