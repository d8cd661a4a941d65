import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callerSecret, configOf, credentialsOf, keyed, website } from '../support/config.ts'
import { refusal, send } from '../support/http.ts'
import { bearer, demo, logInApp, passwordLogin, tokensOf } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ site: website, app: {}, keyed: keyed('keyed') }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function userinfo(headers: Record<string, string> = {}) {
  return send(`${stage.url}/userinfo`, { headers })
}

describe('a bearer that we do not honour is 401, and the tenant is not asked', () => {
  async function refused(accessToken: string) {
    await stage.admin.forget()
    const answer = await userinfo(bearer(accessToken))
    expect(answer).toEqual(refusal(401, 'invalid_token'))
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/)
    expect(await stage.admin.counters()).toEqual({})
  }

  test('expired', async () => {
    await stage.admin.settings({ accessTokenLifetime: 60 })
    const { accessToken } = await logInApp(stage.url, 'app')
    expect(await userinfo(bearer(accessToken))).toMatchObject({ status: 200 })
    stage.advance(61)
    await refused(accessToken)
  })

  test('ended', async () => {
    const { accessToken } = await logInApp(stage.url, 'app')
    expect(await send(`${stage.url}/logout`, { headers: bearer(accessToken) })).toMatchObject({ status: 204 })
    await refused(accessToken)
  })

  test('good at the tenant, but not handed out by us', async () => {
    const form = { grant_type: 'password', ...demo, ...credentialsOf('app'), scope: 'openid profile' }
    const { body } = await send(`${stage.tenantUrl}/oauth/token`, { form })
    const accessToken = String(body['access_token'])
    expect(await send(`${stage.tenantUrl}/userinfo`, { headers: bearer(accessToken) })).toMatchObject({ status: 200 })
    await refused(accessToken)
  })

  test('an ID token, or a refresh token', async () => {
    const { idToken, refreshToken } = await logInApp(stage.url, 'app')
    await refused(idToken)
    await refused(refreshToken)
  })

  test.each(['garbage', '__proto__', 'a'.repeat(5000)])('garbage: %s', refused)

  test.each(['Bearer', 'Bearer ', 'bearer a b'])('Authorization: "%s"', async (authorization) => {
    expect(await userinfo({ authorization })).toEqual(refusal(401, 'invalid_token'))
  })
})

test('nobody is 401', async () => {
  expect(await userinfo()).toEqual(refusal(401, 'invalid_token'))
})

describe('who names a client', () => {
  test.each([
    ['nobody', {}],
    ['its own', { 'client-type': 'keyed', secret: callerSecret('keyed') }],
    ['its own by secret', { secret: callerSecret('keyed') }],
  ])('%s is served', async (_, naming) => {
    const { accessToken } = tokensOf(await passwordLogin(stage.url, { secret: callerSecret('keyed') }))
    expect(await userinfo({ ...bearer(accessToken), ...naming })).toMatchObject({ status: 200 })
  })

  test.each([
    ['another', { 'client-type': 'site' }],
    ['another by secret', { secret: callerSecret('keyed') }],
    ['one that is unknown', { 'client-type': 'nobody' }],
    ['__proto__', { 'client-type': '__proto__' }],
    ['constructor', { 'client-type': 'constructor' }],
    ['one of two that disagree', { 'client-type': 'app', secret: callerSecret('keyed') }],
  ])('%s is 401', async (_, naming) => {
    const { accessToken } = await logInApp(stage.url, 'app')
    expect(await userinfo({ ...bearer(accessToken), ...naming })).toEqual(refusal(401, 'invalid_client'))
  })
})
