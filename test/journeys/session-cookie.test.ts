import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { refusal, send } from '../support/http.ts'
import { logInSite, passwordLogin } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

/** What each client's configuration says of its cookie, and the attributes that follow beside the usual ones. */
const cases = [
  { client: 'usual', settings: {}, name: 'sid', attributes: ['Path=/', 'Max-Age=7200'] },
  {
    client: 'strict',
    settings: { sameSite: 'Strict' },
    name: 'sid',
    attributes: ['Path=/', 'Max-Age=7200', 'SameSite=Strict'],
  },
  {
    client: 'embedded',
    settings: { sameSite: 'None' },
    name: 'sid',
    attributes: ['Path=/', 'Max-Age=7200', 'SameSite=None'],
  },
  {
    client: 'own',
    settings: { cookie: { name: 'shop', domain: 'example.com', path: '/shop' }, sameSite: 'Lax', sessionSeconds: 600 },
    name: 'shop',
    attributes: ['Path=/shop', 'Domain=example.com', 'Max-Age=600', 'SameSite=Lax'],
  },
  {
    client: 'idle',
    settings: { sessionSeconds: 3600, sessionIdleSeconds: 600 },
    name: 'sid',
    attributes: ['Path=/', 'Max-Age=3600'],
  },
] as const

let stage: TestStage

beforeAll(async () => {
  const clients = cases.map(({ client, settings }) => [client, { ...website, ...settings }])
  stage = await openStage({
    config: configOf(Object.fromEntries(clients)),
    variables: { SESSION_DURATION_SECONDS: '7200' },
  })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

/** A cookie's value and attributes; its life in full minutes, since some seconds may have gone by. */
function attributesOf(cookie = ''): { value: string; attributes: string[] } {
  const [pair = '', ...attributes] = cookie.split('; ')
  const whole = attributes.map((one) => one.replace(/^Max-Age=.*/, `Max-Age=${Math.ceil(maxAge(cookie) / 60) * 60}`))
  return { value: pair.slice(pair.indexOf('=') + 1), attributes: whole }
}

test.each(cases)('the cookie of the client "$client"', async ({ client, name, attributes }) => {
  const login = await passwordLogin(stage.url, { 'client-type': client })
  const set = attributesOf(login.cookies[0])
  expect(set.value).toBe(login.body['cookie_sid'])
  expect(set.attributes.toSorted()).toEqual([...attributes, 'HttpOnly', 'Secure'].toSorted())

  const logout = await send(`${stage.url}/logout?client_type=${client}`, {
    headers: { cookie: `${name}=${set.value}` },
  })
  const cleared = attributesOf(logout.cookies[0])
  const lasting = set.attributes.filter((attribute) => !attribute.startsWith('Max-Age='))
  expect(logout.cookies).toHaveLength(1)
  expect(logout.cookies[0]).toMatch(new RegExp(`^${name}=;`))
  expect(cleared.attributes.toSorted()).toEqual([...lasting, 'Expires=Thu, 01 Jan 1970 00:00:00 GMT'].toSorted())
})

function userinfo(cookie: string) {
  return send(`${stage.url}/userinfo`, { headers: { cookie } })
}

function refresh(cookie: string) {
  return send(`${stage.url}/refreshtoken`, { method: 'POST', headers: { cookie } })
}

function maxAge(cookie = ''): number {
  return Number(/Max-Age=(\d+)/.exec(cookie)?.[1])
}

describe('an idle limit', () => {
  test('ends a session that is not used, whatever its cookie says', async () => {
    const cookie = await logInSite(stage.url, 'idle')
    stage.advance(590)
    expect(await userinfo(cookie)).toMatchObject({ status: 200 })
    stage.advance(601)
    expect(await userinfo(cookie)).toEqual(refusal(401, 'invalid_token'))
    expect(await refresh(cookie)).toEqual(refusal(401, 'invalid_token'))
  })

  test('ends none that is used, until its absolute end; the cookie lives as long as that', async () => {
    const cookie = await logInSite(stage.url, 'idle')
    for (let used = 1; used <= 7; used++) {
      stage.advance(500)
      const answer = await (used % 2 ? userinfo(cookie) : refresh(cookie))
      expect(answer.status).toBe(200)
      if (used % 2 === 0) expect(Math.abs(maxAge(answer.cookies[0]) - (3600 - used * 500))).toBeLessThan(10)
    }
    stage.advance(101)
    expect(await userinfo(cookie)).toEqual(refusal(401, 'invalid_token'))
  })
})

describe('the session_expiry of an ID token', () => {
  const now = () => Math.floor(Date.now() / 1000)
  const says = (session_expiry: number | null) => stage.admin.settings({ idTokenClaims: { session_expiry } })

  test('ends the session 30 s before, and no refresh puts that off', async () => {
    await says(now() + 1000)
    const login = await passwordLogin(stage.url, { 'client-type': 'usual' })
    const cookie = `sid=${login.body['cookie_sid']}`
    expect(Math.abs(maxAge(login.cookies[0]) - 970)).toBeLessThan(10)
    expect((await userinfo(cookie)).body).not.toHaveProperty('session_expiry')
    await says(null)
    expect(maxAge((await refresh(cookie)).cookies[0])).toBeLessThanOrEqual(970)
    stage.advance(972)
    expect(await userinfo(cookie)).toEqual(refusal(401, 'invalid_token'))
  })

  test('of a refresh ends the session sooner, at once when it has passed', async () => {
    await stage.admin.settings({ accessTokenLifetime: 60 })
    const cookie = await logInSite(stage.url, 'usual')
    await says(now() + 61 + 500)
    stage.advance(61)
    const answer = await refresh(cookie)
    expect(Math.abs(maxAge(answer.cookies[0]) - 470)).toBeLessThan(10)
    await says(now())
    stage.advance(61)
    const ended = await userinfo(cookie)
    expect(ended).toEqual(refusal(401, 'invalid_token'))
    expect(ended.cookies).toEqual([expect.stringMatching(/^sid=;/)])
    expect(await stage.admin.count('POST /oauth/revoke')).toBe(1)
  })

  test('that has passed refuses the login, whose refresh token is revoked', async () => {
    await says(now() + 29)
    const answer = await passwordLogin(stage.url, { 'client-type': 'usual' })
    expect(answer).toEqual(refusal(403, 'access_denied'))
    expect(answer.cookies).toEqual([])
    expect(await stage.admin.count('POST /oauth/revoke')).toBe(1)
  })
})
