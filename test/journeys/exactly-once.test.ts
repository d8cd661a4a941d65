import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { type Answer, type Call, send } from '../support/http.ts'
import { bearer, logInApp, logInSite, tokensOf } from '../support/login.ts'
import { openStage, openTwin, type TestStage } from '../support/stage.ts'
import { REFRESHES, REUSES } from '../support/tenant.ts'

const options = { config: configOf({ site: website, app: {} }), instances: 2 }

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

/** Sends a call forty times at once, by turns to both stages. */
function fortyTimes(path: string, call: Call): Promise<Answer[]> {
  const calls = Array.from({ length: 20 }, () => stages.map(({ url }) => send(`${url}${path}`, call)))
  return Promise.all(calls.flat())
}

async function expectOneRefresh(): Promise<void> {
  expect(await stage.admin.counters()).toMatchObject({ [REFRESHES]: 1 })
  expect(await stage.admin.count(REUSES)).toBe(0)
}

describe('forty calls at once, on two stages with two instances each', () => {
  test('GET /userinfo with an expired access token: one refresh, everybody is served', async () => {
    const cookie = await logInSite(stage.url, 'site')
    stage.advance(61)
    const answers = await fortyTimes('/userinfo', { headers: { cookie } })
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200))
    await expectOneRefresh()
  })

  test('GET of a resource behind the authorizer: one refresh, everybody is let in', async () => {
    const cookie = await logInSite(stage.url, 'site')
    stage.advance(61)
    const answers = await fortyTimes('/example/resource', { headers: { cookie } })
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200))
    await expectOneRefresh()
  })

  test('POST /refreshtoken by body: one refresh, everybody gets the same tokens', async () => {
    const old = await logInApp(stage.url, 'app')
    const answers = await fortyTimes('/refreshtoken', {
      headers: bearer(old.accessToken),
      json: { refresh_token: old.refreshToken },
    })
    const [first, ...others] = answers.map(tokensOf)
    expect(first?.refreshToken).not.toBe(old.refreshToken)
    expect(others).toEqual(Array(39).fill(first))
    await expectOneRefresh()
  })

  test('POST /refreshtoken by cookie: one refresh, everybody is served', async () => {
    const cookie = await logInSite(stage.url, 'site')
    const answers = await fortyTimes('/refreshtoken', { method: 'POST', headers: { cookie } })
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200))
    expect(new Set(answers.map(({ body }) => body['expireAt'])).size).toBe(1)
    await expectOneRefresh()
  })
})
