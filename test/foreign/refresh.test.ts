import { describe, expect } from 'vitest'
import { startStage } from '#infra/local/stage'
import { send } from '../support/http.ts'
import { bearer, loggedInBrowser, passwordLogin, tokensOf } from '../support/login.ts'
import { asApp, configAt, person, profile, test } from './stage.ts'

const REFRESH = 'token refresh_token'

describe('a refresh at a tenant that allows no overlap', () => {
  test('gives an app new tokens, again and again', async ({ stage, tenant }) => {
    const before = tenant.served(REFRESH)
    let tokens = tokensOf(await passwordLogin(stage.url, asApp, person))
    for (const path of ['/refreshtoken', '/oauth/refreshtoken', '/refreshtoken']) {
      const headers = { ...asApp, ...bearer(tokens.accessToken) }
      const answer = await send(`${stage.url}${path}`, { headers, json: { refresh_token: tokens.refreshToken } })
      expect(tokensOf(answer).refreshToken).not.toBe(tokens.refreshToken)
      tokens = tokensOf(answer)
    }
    expect(tenant.served(REFRESH)).toBe(before + 3)
    const userinfo = await send(`${stage.url}/userinfo`, { headers: bearer(tokens.accessToken) })
    expect(userinfo.body).toEqual(profile)
  })

  test('gives parallel and late callers of an app the same answer', async ({ stage, tenant, clock }) => {
    const before = tenant.served(REFRESH)
    const { refreshToken } = tokensOf(await passwordLogin(stage.url, asApp, person))
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken }
    const refresh = () => send(`${stage.url}/oauth/token`, { headers: asApp, form })
    const answers = await Promise.all(Array.from({ length: 10 }, refresh))
    clock.advance(30)
    answers.push(await refresh())
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(answers[0]?.status).toBe(200)
    expect(tenant.served(REFRESH)).toBe(before + 1)
  })

  test('ends an app’s login when a used token turns up much later', async ({ stage, tenant, clock }) => {
    const { refreshToken } = tokensOf(await passwordLogin(stage.url, asApp, person))
    const refresh = () => send(`${stage.url}/refreshtoken`, { headers: asApp, json: { refresh_token: refreshToken } })
    const { accessToken } = tokensOf(await refresh())
    clock.advance(120)
    expect(await refresh()).toMatchObject({ status: 401 })
    expect(await send(`${stage.url}/userinfo`, { headers: bearer(accessToken) })).toMatchObject({ status: 401 })
    expect(tenant.takeRefusals()).toEqual(['POST /oauth/token: the refresh token is reused'])
  })

  test('renews a website’s session by its cookie', async ({ stage, tenant }) => {
    const browser = await loggedInBrowser(stage.url, {}, person)
    const before = tenant.served(REFRESH)
    const refresh = () => browser.send(`${stage.url}/refreshtoken`, { method: 'POST' })
    const answers = await Promise.all(Array.from({ length: 10 }, refresh))
    for (const { status, body } of answers) {
      expect({ status, body }).toEqual({ status: 200, body: { expireAt: expect.any(String) } })
    }
    expect(tenant.served(REFRESH)).toBe(before + 1)
  })

  test('happens once when 40 calls meet an expired token at two stages', async ({ stage, tenant, clock }) => {
    await using twin = await startTwin(stage, tenant.url, clock.memory)
    tenant.accessTokensLive(60)
    const browser = await loggedInBrowser(stage.url, {}, person)
    const before = tenant.served(REFRESH)
    tenant.accessTokensLive(3600)
    clock.advance(120)

    const urls = Array.from({ length: 40 }, (_, i) => `${i % 2 ? stage.url : twin.url}/userinfo`)
    const answers = await Promise.all(urls.map((url) => browser.send(url)))
    for (const { status, body } of answers) expect({ status, body }).toEqual({ status: 200, body: profile })
    expect(tenant.served(REFRESH)).toBe(before + 1)
  })
})

/** A second stage over the table and the secrets of another, closed at the end of the block. */
async function startTwin(
  stage: { dynamodbUrl: string; ssmUrl: string; url: string },
  tenantUrl: string,
  clock: SharedArrayBuffer,
) {
  const engines = { dynamodbEndpoint: stage.dynamodbUrl, ssmEndpoint: stage.ssmUrl }
  const set = { PROJECT_URL: stage.url }
  const twin = await startStage({ ...engines, set, clock, config: configAt(tenantUrl), onLog: () => undefined })
  return { ...twin, [Symbol.asyncDispose]: () => twin.close() }
}
