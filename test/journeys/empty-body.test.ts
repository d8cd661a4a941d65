import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { refusal, send } from '../support/http.ts'
import { bearer, logInApp, logInSite } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ site: website, app: {} }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

/** HTTP libraries often name a type though there is no body: that is no reason to refuse. */
describe.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain'])('no body, typed %s', (type) => {
  const typed = { 'content-type': type }

  test.each([
    ['POST', '/refreshtoken', 200],
    ['GET', '/userinfo', 200],
    ['GET', '/logout', 302],
    ['POST', '/logout', 204],
  ])('%s %s by cookie', async (method, path, status) => {
    const cookie = await logInSite(stage.url, 'site')
    expect(await send(`${stage.url}${path}`, { method, headers: { cookie, ...typed } })).toMatchObject({ status })
  })

  test.each(['GET', 'POST'])('%s /logout by bearer', async (method) => {
    const headers = bearer((await logInApp(stage.url, 'app')).accessToken)
    const answer = await send(`${stage.url}/logout`, { method, headers: { ...headers, ...typed } })
    expect(answer).toMatchObject({ status: 204 })
    expect(await send(`${stage.url}/userinfo`, { headers })).toEqual(refusal(401, 'invalid_token'))
  })
})
