import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { refusal, send } from '../support/http.ts'
import { bearer, logInApp, logInSite, type Tokens, tokensOf } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import { REFRESHES, REUSES } from '../support/tenant.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({
    config: configOf({ app: {}, site: website }),
    variables: { REFRESH_REPLAY_SECONDS: '0' },
  })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function refresh({ refreshToken }: Tokens) {
  return send(`${stage.url}/refreshtoken`, { json: { refresh_token: refreshToken } })
}

function userinfo({ accessToken }: Tokens) {
  return send(`${stage.url}/userinfo`, { headers: bearer(accessToken) })
}

describe('REFRESH_REPLAY_SECONDS=0: no answer is given twice', () => {
  test('a used refresh token goes to the tenant at once, whose reuse detection ends the family', async () => {
    await stage.admin.settings({ leeway: 0 })
    const old = await logInApp(stage.url, 'app')
    const renewed = tokensOf(await refresh(old))
    expect(await refresh(old)).toEqual(refusal(401, 'invalid_token'))
    expect(await stage.admin.count(REUSES)).toBe(1)
    expect(await userinfo(renewed)).toEqual(refusal(401, 'invalid_token'))
  })

  test('within the tenant’s overlap it gets further new tokens', async () => {
    const old = await logInApp(stage.url, 'app')
    const first = tokensOf(await refresh(old))
    const second = tokensOf(await refresh(old))
    expect(second.accessToken).not.toBe(first.accessToken)
    expect(await stage.admin.count(REFRESHES)).toBe(2)
    expect(await userinfo(second)).toMatchObject({ status: 200 })
  })

  test('a cookie session is refreshed by each call', async () => {
    const cookie = await logInSite(stage.url, 'site')
    for (const round of [1, 2]) {
      const answer = await send(`${stage.url}/refreshtoken`, { method: 'POST', headers: { cookie } })
      expect(answer.status).toBe(200)
      expect(await stage.admin.count(REFRESHES)).toBe(round)
    }
  })
})

describe('a tenant without rotation', () => {
  test('the refresh token stays good, and each refresh gives a new access token', async () => {
    await stage.admin.settings({ rotation: false, accessTokenLifetime: 600 })
    let tokens = await logInApp(stage.url, 'app')
    for (const round of [1, 2, 3]) {
      stage.advance(601)
      const renewed = tokensOf(await refresh(tokens))
      expect(renewed.refreshToken).toBe(tokens.refreshToken)
      expect(renewed.accessToken).not.toBe(tokens.accessToken)
      expect(await userinfo(renewed)).toMatchObject({ status: 200 })
      expect(await stage.admin.count(REFRESHES)).toBe(round)
      tokens = renewed
    }
  })

  test('the new bearer and the refresh token belong together', async () => {
    await stage.admin.settings({ rotation: false })
    const old = await logInApp(stage.url, 'app')
    const renewed = tokensOf(await refresh(old))
    const call = { headers: bearer(renewed.accessToken), json: { refresh_token: old.refreshToken } }
    tokensOf(await send(`${stage.url}/refreshtoken`, call))
  })

  test('a cookie session is refreshed by the same refresh token', async () => {
    await stage.admin.settings({ rotation: false, accessTokenLifetime: 60 })
    const cookie = await logInSite(stage.url, 'site')
    for (const round of [1, 2]) {
      stage.advance(61)
      expect(await send(`${stage.url}/userinfo`, { headers: { cookie } })).toMatchObject({ status: 200 })
      expect(await stage.admin.count(REFRESHES)).toBe(round)
    }
  })
})
