import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { refusal, send } from '../support/http.ts'
import { bearer, demo, logInApp, logInSite } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import { REFRESHES } from '../support/tenant.ts'

const eve = { user_id: 'auth0|eve', email: 'eve@example.com', password: 'Eves-Password-1', connection: 'staff' }

let stage: TestStage

beforeAll(async () => {
  const supportedConnections = ['staff']
  stage = await openStage({
    config: configOf({
      site: { ...website, supportedConnections },
      brief: { ...website, supportedConnections, sessionSeconds: 600 },
      online: { supportedConnections, scopes: ['website', 'openid'] },
      app: { supportedConnections },
    }),
    variables: { SESSION_DURATION_SECONDS: '7200' },
  })
  await stage.admin.addUser(eve)
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function userinfo(headers: Record<string, string>) {
  return send(`${stage.url}/userinfo`, { headers })
}

function logInEve() {
  return logInSite(stage.url, 'site', { username: eve.email, password: eve.password })
}

describe('bearer and cookie together', () => {
  test('the bearer wins', async () => {
    const [cookie, { accessToken }] = await Promise.all([logInEve(), logInApp(stage.url, 'app')])
    const answer = await userinfo({ cookie, ...bearer(accessToken) })
    expect(answer).toMatchObject({ status: 200, body: { email: demo.username } })
  })

  test('a bad bearer is 401, and the cookie does not save it', async () => {
    expect(await userinfo({ cookie: await logInEve(), ...bearer('garbage') })).toEqual(refusal(401, 'invalid_token'))
  })
})

describe('a session whose access token has expired', () => {
  test('is refreshed once, with what the tenant now says of the user', async () => {
    await stage.admin.settings({ accessTokenLifetime: 60 })
    const cookie = await logInEve()
    await stage.admin.changeUser(eve.user_id, { name: 'Eve the Second', app_metadata: { groups: ['admins'] } })
    expect(await userinfo({ cookie })).toMatchObject({ body: { name: eve.email } })
    stage.advance(61)
    for (let call = 0; call < 3; call++) {
      expect(await userinfo({ cookie })).toMatchObject({
        status: 200,
        body: { name: 'Eve the Second', groups: ['admins'] },
      })
    }
    expect(await stage.admin.count(REFRESHES)).toBe(1)
  })

  test('is refreshed again and again, by the newest refresh token', async () => {
    await stage.admin.settings({ accessTokenLifetime: 60, leeway: 0 })
    const cookie = await logInSite(stage.url, 'site')
    for (let round = 1; round <= 3; round++) {
      stage.advance(61)
      expect(await userinfo({ cookie })).toMatchObject({ status: 200 })
      expect(await stage.admin.count(REFRESHES)).toBe(round)
    }
  })

  test('is over when it has no refresh token: 401, and the cookie is cleared', async () => {
    await stage.admin.settings({ accessTokenLifetime: 60 })
    const cookie = await logInSite(stage.url, 'online')
    expect(await userinfo({ cookie })).toMatchObject({ status: 200 })
    stage.advance(61)
    const answer = await userinfo({ cookie })
    expect(answer).toEqual(refusal(401, 'invalid_token'))
    expect(answer.cookies).toEqual([expect.stringMatching(/^sid=;/)])
    expect(await stage.admin.count(REFRESHES)).toBe(0)
  })

  test('is refused when the tenant answers for another user', async () => {
    await stage.admin.settings({ accessTokenLifetime: 60 })
    const cookie = await logInSite(stage.url, 'site')
    stage.advance(61)
    await stage.admin.settings({ idTokenClaims: { sub: eve.user_id } })
    expect(await userinfo({ cookie })).toEqual(refusal(502, 'bad_gateway'))
  })
})

describe('a session ends when its life is over, however often it was refreshed', () => {
  test.each([
    ['site', 7200],
    ['brief', 600],
  ])('%s after %i s from the login', async (client, seconds) => {
    await stage.admin.settings({ accessTokenLifetime: seconds / 2 })
    const cookie = await logInSite(stage.url, client)
    stage.advance(seconds - 10)
    expect(await userinfo({ cookie })).toMatchObject({ status: 200 })
    expect(await stage.admin.count(REFRESHES)).toBe(1)
    stage.advance(11)
    expect(await userinfo({ cookie })).toEqual(refusal(401, 'invalid_token'))
  })
})

describe('cookies', () => {
  const unknown = `sid=${'a'.repeat(43)}`

  test.each([
    'sid',
    'sid=',
    'sid=garbage',
    unknown,
    'sid="quoted"',
    'sid=__proto__',
    `sid=${'x'.repeat(5000)}`,
    'SID=x; Sid=y',
    ';;;=;',
  ])('%s is 401, and the tenant is not asked', async (cookie) => {
    expect(await userinfo({ cookie })).toEqual(refusal(401, 'invalid_token'))
    expect(await stage.admin.counters()).toEqual({})
  })

  test.each([
    ['garbage before it', (good: string) => `sid=garbage; ${good}`],
    ['an unknown one before it', (good: string) => `${unknown}; ${good}`],
    ['garbage after it', (good: string) => `${good}; sid=; sid=garbage`],
    ['itself again', (good: string) => `${good}; ${good}`],
    ['others around it', (good: string) => `a=b; xsid=${'c'.repeat(43)}; ${good}; sid2=d`],
  ])('a live one counts with %s', async (_, among) => {
    expect(await userinfo({ cookie: among(await logInSite(stage.url, 'site')) })).toMatchObject({ status: 200 })
  })

  test('two live ones are 401: one of them was planted', async () => {
    const [one, other] = await Promise.all([logInSite(stage.url, 'site'), logInEve()])
    expect(await userinfo({ cookie: `${one}; ${other}` })).toEqual(refusal(401, 'invalid_token'))
  })

  test.each(['app', 'brief', 'nobody', '__proto__'])('naming the client %s is 401', async (client) => {
    const cookie = await logInSite(stage.url, 'site')
    expect(await userinfo({ cookie, 'client-type': client })).toEqual(refusal(401, 'invalid_client'))
  })
})
