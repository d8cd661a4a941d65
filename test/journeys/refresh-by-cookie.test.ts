import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { type Call, refusal, send } from '../support/http.ts'
import { logInSite } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import { REFRESHES } from '../support/tenant.ts'

const DAY = 86_400
const PARTNER = 'https://partner.example'

let stage: TestStage

beforeAll(async () => {
  const site = { ...website, sameSite: 'None', allowedOrigins: [PARTNER], hosts: ['shop.example'] }
  stage = await openStage({ config: configOf({ site, other: website }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function refresh(cookie: string, headers: Call['headers'] = {}, path = '/refreshtoken') {
  return send(`${stage.url}${path}`, { method: 'POST', headers: { cookie, ...headers } })
}

describe.each(['/refreshtoken', '/oauth/refreshtoken'])('POST %s by cookie', (path) => {
  test('answers when the access token expires, and the cookie with its remaining life; tokens never', async () => {
    await stage.admin.settings({ accessTokenLifetime: 3600 })
    const cookie = await logInSite(stage.url, 'site')
    stage.advance(1000)
    const answer = await refresh(cookie, {}, path)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ expireAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/) })
    const remaining = (Date.parse(String(answer.body['expireAt'])) - Date.now()) / 1000
    expect(Math.abs(remaining - 3600)).toBeLessThan(60)

    const [renewed = '', ...others] = answer.cookies
    expect(others).toEqual([])
    const [pair, maxAge = '', ...attributes] = renewed.split('; ')
    expect(pair).toBe(cookie)
    expect(Math.abs(Number(maxAge.replace('Max-Age=', '')) - (DAY - 1000))).toBeLessThan(60)
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Path=/', 'SameSite=None', 'Secure'])
  })
})

test('within the replay window a second call is served by the first one’s refresh; later the tenant is asked', async () => {
  const cookie = await logInSite(stage.url, 'site')
  const [first, second] = [await refresh(cookie), await refresh(cookie)]
  expect(second).toMatchObject({ status: 200, body: first.body })
  expect(await stage.admin.count(REFRESHES)).toBe(1)
  stage.advance(61)
  expect(await refresh(cookie)).toMatchObject({ status: 200 })
  expect(await stage.admin.count(REFRESHES)).toBe(2)
})

test('within the replay window an access token that has expired is refreshed all the same', async () => {
  await stage.admin.settings({ accessTokenLifetime: 10 })
  const cookie = await logInSite(stage.url, 'site')
  await refresh(cookie)
  stage.advance(11)
  expect(await refresh(cookie)).toMatchObject({ status: 200 })
  expect(await stage.admin.count(REFRESHES)).toBe(2)
})

describe('who may refresh a session', () => {
  test.each<[string, (own: string) => Record<string, string>]>([
    ['no browser: neither header', () => ({})],
    ['the same origin, by fetch metadata', () => ({ 'sec-fetch-site': 'same-origin' })],
    ['our own origin', (origin) => ({ origin })],
    ['an allowed origin', () => ({ origin: PARTNER, 'sec-fetch-site': 'cross-site' })],
    ['a host of the client', () => ({ origin: 'https://shop.example' })],
  ])('%s', async (_, headers) => {
    expect(await refresh(await logInSite(stage.url, 'site'), headers(stage.url))).toMatchObject({ status: 200 })
  })

  test.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'garbage' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `${PARTNER}.evil.example` },
    { origin: 'http://partner.example' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  ])('not %j: 403, and nothing is refreshed', async (headers) => {
    const answer = await refresh(await logInSite(stage.url, 'site'), headers)
    expect(answer).toEqual(refusal(403, 'access_denied'))
    expect(answer.cookies).toEqual([])
    expect(await stage.admin.count(REFRESHES)).toBe(0)
  })

  test.each(['other', 'nobody', '__proto__'])('not who names the client %s: 401', async (client) => {
    const cookie = await logInSite(stage.url, 'site')
    expect(await refresh(cookie, { 'client-type': client })).toEqual(refusal(401, 'invalid_client'))
  })

  test.each(['', 'sid=', 'sid=garbage', `sid=${'a'.repeat(43)}`])('not the cookie "%s": 401', async (cookie) => {
    await stage.admin.forget()
    expect(await refresh(cookie)).toEqual(refusal(401, 'invalid_token'))
    expect(await stage.admin.counters()).toEqual({})
  })
})
