import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callerSecret, configOf, keyed } from '../support/config.ts'
import { type Call, refusal, send } from '../support/http.ts'
import { bearer, logInApp, type Tokens, tokensOf } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import type { Fault } from '../support/tenant.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ app: {}, other: {}, keyed: keyed('keyed') }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function call(path: string, options: Call) {
  return send(`${stage.url}${path}`, options)
}

function userinfo({ accessToken }: Tokens) {
  return call('/userinfo', { headers: bearer(accessToken) })
}

function refresh({ refreshToken }: Tokens) {
  return call('/refreshtoken', { json: { refresh_token: refreshToken } })
}

async function expectEnded(tokens: Tokens): Promise<void> {
  await stage.admin.forget()
  expect(await userinfo(tokens)).toEqual(refusal(401, 'invalid_token'))
  expect(await refresh(tokens)).toEqual(refusal(401, 'invalid_token'))
  expect(await stage.admin.counters()).toEqual({})
}

async function expectAlive(tokens: Tokens): Promise<void> {
  expect(await userinfo(tokens)).toMatchObject({ status: 200 })
  tokensOf(await refresh(tokens))
}

describe.each(['GET', 'POST'])('%s /logout by bearer', (method) => {
  test('is 204 and ends the access token, and the refresh token that came with it', async () => {
    const tokens = await logInApp(stage.url, 'app')
    const answer = await call('/logout', { method, headers: bearer(tokens.accessToken) })
    expect(answer).toMatchObject({ status: 204, text: '', cookies: [] })
    await expectEnded(tokens)
  })

  test('ends all that came of the same login', async () => {
    const old = await logInApp(stage.url, 'app')
    const renewed = tokensOf(await refresh(old))
    expect(await call('/logout', { method, headers: bearer(renewed.accessToken) })).toMatchObject({ status: 204 })
    await expectEnded(renewed)
    await expectEnded(old)
  })

  test('leaves other logins of the user alone', async () => {
    const [own, other] = await Promise.all([logInApp(stage.url, 'app'), logInApp(stage.url, 'app')])
    expect(await call('/logout', { method, headers: bearer(own.accessToken) })).toMatchObject({ status: 204 })
    await expectAlive(other)
  })

  test.each([
    ['garbage', () => bearer('garbage'), 'invalid_token'],
    ['an ID token', ({ idToken }: Tokens) => bearer(idToken), 'invalid_token'],
    [
      'another client named',
      ({ accessToken }: Tokens) => ({ ...bearer(accessToken), 'client-type': 'other' }),
      'invalid_client',
    ],
    [
      'the secret of another client',
      ({ accessToken }: Tokens) => ({ ...bearer(accessToken), secret: callerSecret('keyed') }),
      'invalid_client',
    ],
  ])('with %s is 401, and nothing ends', async (_, headers, error) => {
    const tokens = await logInApp(stage.url, 'app')
    await stage.admin.forget()
    expect(await call('/logout', { method, headers: headers(tokens) })).toEqual(refusal(401, error))
    expect(await stage.admin.counters()).toEqual({})
    await expectAlive(tokens)
  })
})

describe('POST /logout by bearer, with the refresh token in the body', () => {
  test.each<[string, (token: string) => Call]>([
    ['refresh_token in JSON', (refresh_token) => ({ json: { refresh_token } })],
    ['refreshToken in JSON', (refreshToken) => ({ json: { refreshToken } })],
    ['a form', (refresh_token) => ({ form: { refresh_token } })],
  ])('ends both here and revokes at the tenant: %s', async (_, body) => {
    const tokens = await logInApp(stage.url, 'app')
    const answer = await call('/logout', { ...body(tokens.refreshToken), headers: bearer(tokens.accessToken) })
    expect(answer).toMatchObject({ status: 204, text: '' })
    const revocations = await stage.admin.requests('/oauth/revoke')
    expect(revocations.map((request) => request.body['token'])).toEqual([tokens.refreshToken])
    await expectEnded(tokens)
  })

  test('revokes the newest one when a used one comes along', async () => {
    const old = await logInApp(stage.url, 'app')
    const renewed = tokensOf(await refresh(old))
    const options = { json: { refresh_token: old.refreshToken }, headers: bearer(renewed.accessToken) }
    expect(await call('/logout', options)).toMatchObject({ status: 204 })
    const revocations = await stage.admin.requests('/oauth/revoke')
    expect(revocations.map((request) => request.body['token'])).toEqual([renewed.refreshToken])
    await expectEnded(renewed)
  })

  test('works with an expired bearer: one may always leave', async () => {
    await stage.admin.settings({ accessTokenLifetime: 60 })
    const tokens = await logInApp(stage.url, 'app')
    stage.advance(61)
    const options = { json: { refresh_token: tokens.refreshToken }, headers: bearer(tokens.accessToken) }
    expect(await call('/logout', options)).toMatchObject({ status: 204 })
    expect(await stage.admin.count('POST /oauth/revoke')).toBe(1)
    await expectEnded(tokens)
  })

  test('with a refresh token that is unknown here ends by the bearer alone', async () => {
    const tokens = await logInApp(stage.url, 'app')
    const options = { json: { refresh_token: 'garbage' }, headers: bearer(tokens.accessToken) }
    expect(await call('/logout', options)).toMatchObject({ status: 204 })
    await expectEnded(tokens)
  })

  test.each<[string, (own: Tokens, other: Tokens) => [string, string]]>([
    ['the refresh token of another login', (own, other) => [own.accessToken, other.refreshToken]],
    ['a bearer that is none of ours', (own) => ['garbage', own.refreshToken]],
  ])('with %s is 401, and nothing ends', async (_, mix) => {
    const [own, other] = await Promise.all([logInApp(stage.url, 'app'), logInApp(stage.url, 'app')])
    const [accessToken, refresh_token] = mix(own, other)
    await stage.admin.forget()
    const answer = await call('/logout', { json: { refresh_token }, headers: bearer(accessToken) })
    expect(answer).toEqual(refusal(401, 'invalid_token'))
    expect(await stage.admin.counters()).toEqual({})
    await expectAlive(own)
    await expectAlive(other)
  })

  test.each<Omit<Fault, 'path'>>([
    { kind: 'status', status: 500 },
    { kind: 'status', status: 429 },
    { kind: 'reset' },
    { kind: 'delay', delayMs: 4500 },
  ])('a failing tenant keeps nothing alive: %j', async (fault) => {
    const tokens = await logInApp(stage.url, 'app')
    await stage.admin.fault({ path: '/oauth/revoke', ...fault })
    const options = { json: { refresh_token: tokens.refreshToken }, headers: bearer(tokens.accessToken) }
    expect(await call('/logout', options)).toMatchObject({ status: 204 })
    await expectEnded(tokens)
  })
})
