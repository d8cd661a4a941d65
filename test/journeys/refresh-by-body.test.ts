import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, keyed, website } from '../support/config.ts'
import { type Call, refusal, send } from '../support/http.ts'
import { bearer, demo, logInApp, type Tokens, tokensOf } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import { REFRESHES, REUSES } from '../support/tenant.ts'

/** Longer than the replay window and than the tenant's rotation overlap. */
const WINDOW_IS_OVER = 61

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ app: {}, other: {}, site: website, keyed: keyed('keyed') }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function refresh(refresh_token: string, headers: Call['headers'] = {}) {
  return send(`${stage.url}/refreshtoken`, { json: { refresh_token }, headers })
}

function userinfo({ accessToken }: Tokens) {
  return send(`${stage.url}/userinfo`, { headers: bearer(accessToken) })
}

async function expectTenantUnasked(): Promise<void> {
  expect(await stage.admin.counters()).toEqual({})
}

describe('a refresh token becomes new tokens', () => {
  const requests: readonly [string, string, (token: string) => Call][] = [
    ['refresh_token', '/refreshtoken', (refresh_token) => ({ json: { refresh_token } })],
    ['refreshToken', '/refreshtoken', (refreshToken) => ({ json: { refreshToken } })],
    ['refreshToken in a form', '/refreshtoken', (refreshToken) => ({ form: { refreshToken } })],
    ['the grant', '/oauth/token', (refresh_token) => ({ form: { grant_type: 'refresh_token', refresh_token } })],
    [
      'the grant in JSON',
      '/oauth/token',
      (refresh_token) => ({ json: { grant_type: 'refresh_token', refresh_token } }),
    ],
  ]

  test.each(requests)('by %s at %s', async (_, path, call) => {
    const old = await logInApp(stage.url, 'app')
    const answer = await send(`${stage.url}${path}`, { ...call(old.refreshToken), headers: bearer(old.accessToken) })
    const renewed = tokensOf(answer)
    expect(Object.keys(answer.body).toSorted()).toEqual(['accessToken', 'expireAt', 'idToken', 'refreshToken'])
    expect(renewed.refreshToken).not.toBe(old.refreshToken)
    expect(await userinfo(renewed)).toMatchObject({ status: 200, body: { email: demo.username } })
    const next = tokensOf(await refresh(renewed.refreshToken, bearer(renewed.accessToken)))
    expect(new Set([old, renewed, next].map(({ accessToken }) => accessToken)).size).toBe(3)
  })

  test.each([
    ['without a bearer', () => ({})],
    ['with the bearer of before', ({ accessToken }: Tokens) => bearer(accessToken)],
    ['naming its client', () => ({ 'client-type': 'app' })],
  ])('%s', async (_, headers) => {
    const old = await logInApp(stage.url, 'app')
    tokensOf(await refresh(old.refreshToken, headers(old)))
  })

  test('with an expired bearer, since that is when one refreshes', async () => {
    await stage.admin.settings({ accessTokenLifetime: 60 })
    const old = await logInApp(stage.url, 'app')
    stage.advance(61)
    expect(await userinfo(old)).toMatchObject({ status: 401 })
    const renewed = tokensOf(await refresh(old.refreshToken, bearer(old.accessToken)))
    expect(await userinfo(renewed)).toMatchObject({ status: 200 })
  })
})

describe('a used refresh token', () => {
  test('gets the same tokens again within the window, and the tenant is asked once', async () => {
    const old = await logInApp(stage.url, 'app')
    const renewed = tokensOf(await refresh(old.refreshToken, bearer(old.accessToken)))
    stage.advance(55)
    expect(tokensOf(await refresh(old.refreshToken, bearer(old.accessToken)))).toEqual(renewed)
    expect(tokensOf(await refresh(old.refreshToken, bearer(renewed.accessToken)))).toEqual(renewed)
    expect(await stage.admin.count(REFRESHES)).toBe(1)
  })

  test('looks stolen later: the tenant ends its family, and the tokens that came of it die here', async () => {
    const old = await logInApp(stage.url, 'app')
    const renewed = tokensOf(await refresh(old.refreshToken))
    stage.advance(WINDOW_IS_OVER)
    expect(await refresh(old.refreshToken)).toEqual(refusal(401, 'invalid_token'))
    expect(await stage.admin.count(REUSES)).toBe(1)
    await stage.admin.forget()
    expect(await userinfo(old)).toEqual(refusal(401, 'invalid_token'))
    expect(await userinfo(renewed)).toEqual(refusal(401, 'invalid_token'))
    expect(await refresh(renewed.refreshToken)).toEqual(refusal(401, 'invalid_token'))
    await expectTenantUnasked()
  })

  test('looks stolen, but other logins of the user live on', async () => {
    const [stolen, other] = await Promise.all([logInApp(stage.url, 'app'), logInApp(stage.url, 'app')])
    await refresh(stolen.refreshToken)
    stage.advance(WINDOW_IS_OVER)
    expect(await refresh(stolen.refreshToken)).toMatchObject({ status: 401 })
    expect(await userinfo(other)).toMatchObject({ status: 200 })
    tokensOf(await refresh(other.refreshToken))
  })
})
