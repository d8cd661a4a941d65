import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, credentialsOf, website } from '../support/config.ts'
import { type Call, refusal, send } from '../support/http.ts'
import { LEASE_IS_OVER, refreshInFlight } from '../support/in-flight.ts'
import { bearer, logInApp, logInSite, tokensOf } from '../support/login.ts'
import { openStage, openTwin, type TestStage } from '../support/stage.ts'
import { REFRESHES, REUSES } from '../support/tenant.ts'

const options = { config: configOf({ site: website, app: {} }) }

let stages: readonly [TestStage, TestStage]
let stage: TestStage

beforeAll(async () => {
  stage = await openStage(options)
  stages = [stage, await openTwin(stage, options)]
})

beforeEach(async () => {
  await stage.admin.reset()
  await stage.admin.settings({ accessTokenLifetime: 60 })
})

afterAll(async () => {
  for (const one of stages.toReversed()) await one.close()
})

/** The refresh tokens that were revoked, in order; the tenant honours none of them any more. */
async function revokedTokens(clientType: string): Promise<readonly unknown[]> {
  const revocations = await stage.admin.requests('/oauth/revoke')
  const tokens = revocations.map(({ body }) => String(body['token']))
  for (const refresh_token of tokens) {
    const form = { grant_type: 'refresh_token', refresh_token, ...credentialsOf(clientType) }
    expect(await send(`${stage.tenantUrl}/oauth/token`, { form })).toMatchObject({ status: 403 })
  }
  return tokens
}

describe('a logout during a refresh in flight wins', () => {
  test('of a cookie session: it stays ended, and the fresh refresh token is revoked', async () => {
    const cookie = await logInSite(stage.url, 'site')
    stage.advance(61)
    const { answer } = await refreshInFlight(stage, '/userinfo', { headers: { cookie } })
    expect(await send(`${stages[1].url}/logout`, { headers: { cookie } })).toMatchObject({ status: 302 })
    const late = await answer
    expect(late).toEqual(refusal(401, 'invalid_token'))
    expect(late.cookies).toEqual([expect.stringMatching(/^sid=;/)])
    expect(await send(`${stage.url}/userinfo`, { headers: { cookie } })).toEqual(refusal(401, 'invalid_token'))
    expect(new Set(await revokedTokens('site')).size).toBe(2)
  })

  test('of an app: nobody gets the new tokens, and the fresh refresh token is revoked', async () => {
    const { accessToken, refreshToken } = await logInApp(stage.url, 'app')
    const call = { headers: bearer(accessToken), json: { refresh_token: refreshToken } }
    const { answer } = await refreshInFlight(stage, '/refreshtoken', call)
    expect(await send(`${stages[1].url}/logout`, call)).toMatchObject({ status: 204 })
    expect(await answer).toEqual(refusal(401, 'invalid_token'))
    expect(await send(`${stage.url}/refreshtoken`, call)).toEqual(refusal(401, 'invalid_token'))
    const revoked = await revokedTokens('app')
    expect(revoked).toContain(refreshToken)
    expect(new Set(revoked).size).toBe(2)
    await stage.admin.forget()
    for (const refresh_token of revoked) {
      const again = await send(`${stage.url}/refreshtoken`, { json: { refresh_token } })
      expect(again).toEqual(refusal(401, 'invalid_token'))
    }
    expect(await stage.admin.counters()).toEqual({})
  })
})

describe('an instance that dies while it holds the lease', () => {
  async function dieDuring(path: string, call: Call): Promise<void> {
    const { answer } = await refreshInFlight(stage, path, call)
    await Promise.all(stage.instances.map((instance) => instance.kill()))
    expect(await answer).toMatchObject({ status: 500 })
  }

  test('another one refreshes the session once the lease is over', async () => {
    const cookie = await logInSite(stage.url, 'site')
    stage.advance(61)
    await dieDuring('/userinfo', { headers: { cookie } })
    stage.advance(LEASE_IS_OVER)
    expect(await send(`${stages[1].url}/userinfo`, { headers: { cookie } })).toMatchObject({ status: 200 })
    expect(await send(`${stage.url}/userinfo`, { headers: { cookie } })).toMatchObject({ status: 200 })
    expect(await stage.admin.counters()).toMatchObject({ [REFRESHES]: 2 })
    expect(await stage.admin.count(REUSES)).toBe(0)
  })

  test('another one refreshes the app’s tokens once the lease is over', async () => {
    const { accessToken, refreshToken } = await logInApp(stage.url, 'app')
    const call = { headers: bearer(accessToken), json: { refresh_token: refreshToken } }
    await dieDuring('/refreshtoken', call)
    stage.advance(LEASE_IS_OVER)
    const renewed = tokensOf(await send(`${stages[1].url}/refreshtoken`, call))
    const headers = bearer(renewed.accessToken)
    expect(await send(`${stage.url}/userinfo`, { headers })).toMatchObject({ status: 200 })
    expect(await stage.admin.count(REUSES)).toBe(0)
  })

  test('whoever waited for it goes on by itself', async () => {
    const cookie = await logInSite(stage.url, 'site')
    stage.advance(61)
    await dieDuring('/userinfo', { headers: { cookie } })
    const waiting = send(`${stages[1].url}/userinfo`, { headers: { cookie } })
    stage.advance(LEASE_IS_OVER)
    expect(await waiting).toMatchObject({ status: 200 })
  })
})
