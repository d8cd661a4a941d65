import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callerSecret, configOf, credentialsOf, keyed } from '../support/config.ts'
import { type Call, refusal, send } from '../support/http.ts'
import { bearer, demo, logInApp, passwordLogin, type Tokens, tokensOf } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ app: {}, other: {}, keyed: keyed('keyed') }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function refresh(refresh_token: string, headers: Call['headers'] = {}) {
  return send(`${stage.url}/refreshtoken`, { json: { refresh_token }, headers })
}

async function expectTenantUnasked(): Promise<void> {
  expect(await stage.admin.counters()).toEqual({})
}

describe('what we did not issue is 401, and the tenant is not asked', () => {
  test('a refresh token that is good at the tenant', async () => {
    const form = { grant_type: 'password', ...demo, ...credentialsOf('app'), scope: 'openid offline_access' }
    const { body } = await send(`${stage.tenantUrl}/oauth/token`, { form })
    expect(body['refresh_token']).toEqual(expect.any(String))
    await stage.admin.forget()
    expect(await refresh(String(body['refresh_token']))).toEqual(refusal(401, 'invalid_token'))
    await expectTenantUnasked()
  })

  test.each(['garbage', '__proto__', '../x', 'ü'])('garbage: %s', async (token) => {
    expect(await refresh(token)).toEqual(refusal(401, 'invalid_token'))
    await expectTenantUnasked()
  })

  test.each<[string, (own: Tokens, other: Tokens) => [string, Call['headers']]]>([
    ['the bearer of another login', (own, other) => [own.refreshToken, bearer(other.accessToken)]],
    ['a bearer that is none of ours', (own) => [own.refreshToken, bearer('garbage')]],
    ['an access token for a refresh token', (own) => [own.accessToken, bearer(own.accessToken)]],
    ['a refresh token for a bearer', (own) => [own.refreshToken, bearer(own.refreshToken)]],
  ])('%s', async (_, mix) => {
    const own = await logInApp(stage.url, 'app')
    const other = await logInApp(stage.url, 'app')
    await stage.admin.forget()
    expect(await refresh(...mix(own, other))).toEqual(refusal(401, 'invalid_token'))
    await expectTenantUnasked()
    tokensOf(await refresh(own.refreshToken, bearer(own.accessToken)))
  })

  test.each([
    ['another client', { 'client-type': 'other' }],
    ['another client by secret', { secret: callerSecret('keyed') }],
    ['an unknown client', { 'client-type': 'nobody' }],
  ])('naming %s', async (_, naming) => {
    const own = await logInApp(stage.url, 'app')
    await stage.admin.forget()
    expect(await refresh(own.refreshToken, naming)).toEqual(refusal(401, 'invalid_client'))
    await expectTenantUnasked()
  })

  test('a client that has a secret, named without it', async () => {
    const own = tokensOf(await passwordLogin(stage.url, { secret: callerSecret('keyed') }))
    expect(await refresh(own.refreshToken, { 'client-type': 'keyed' })).toEqual(refusal(401, 'invalid_client'))
    tokensOf(await refresh(own.refreshToken, { 'client-type': 'keyed', secret: callerSecret('keyed') }))
  })
})

describe('missing or malformed', () => {
  test.each<[string, Call]>([
    ['a bearer without a refresh token', { json: {}, headers: bearer('any') }],
    ['an empty refresh token beside a bearer', { json: { refresh_token: '' }, headers: bearer('any') }],
    ['a number', { json: { refresh_token: 1 } }],
    ['a list', { json: { refresh_token: ['a'] } }],
    ['an object', { json: { refresh_token: { $ne: '' } } }],
    ['an endless one', { json: { refresh_token: 'a'.repeat(9000) } }],
  ])('%s is 400', async (_, call) => {
    expect(await send(`${stage.url}/refreshtoken`, { method: 'POST', ...call })).toEqual(
      refusal(400, 'invalid_request'),
    )
    await expectTenantUnasked()
  })

  test('the grant without its token is 400', async () => {
    const form = { grant_type: 'refresh_token' }
    expect(await send(`${stage.url}/oauth/token`, { form })).toEqual(refusal(400, 'invalid_request'))
  })
})
