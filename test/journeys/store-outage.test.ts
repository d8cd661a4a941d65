import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { type Call, refusal, send } from '../support/http.ts'
import { LEASE_IS_OVER, refreshInFlight } from '../support/in-flight.ts'
import { bearer, demo, logInApp, logInSite } from '../support/login.ts'
import { goodClaims, signLogout } from '../support/logout-tokens.ts'
import { openStage, openTwin, type TestStage } from '../support/stage.ts'
import { REUSES } from '../support/tenant.ts'
import { signerOf } from '../support/tenant-signer.ts'
import { openWire, type Wire } from '../support/wire.ts'

const options = { config: configOf({ site: website, app: {} }) }
const AN_OUTAGE = refusal(503, 'temporarily_unavailable')

let wholeStage: TestStage
let stage: TestStage
let wire: Wire

beforeAll(async () => {
  wholeStage = await openStage(options)
  wire = await openWire(wholeStage.dynamodbUrl)
  stage = await openTwin({ ...wholeStage, dynamodbUrl: wire.url }, options)
})

beforeEach(() => stage.admin.reset())

afterEach(() => wire.mend())

afterAll(async () => {
  await wire.cut()
  await stage.close()
  await wholeStage.close()
})

function call(path: string, options: Call = {}) {
  return send(`${stage.url}${path}`, options)
}

/** What the tenant says of a user, of nobody in particular when left out. */
function logoutToken(sub?: string): string {
  const signer = signerOf(wholeStage, 'app')
  return signLogout(signer, { ...goodClaims(signer), ...(sub !== undefined && { sub, sid: undefined }) })
}

describe('while the table can’t be reached', () => {
  test('/-/ready and /-/check-up are 503, /-/healthz is not', async () => {
    expect(await call('/-/ready')).toMatchObject({ status: 200 })
    await wire.cut()
    expect(await call('/-/ready')).toEqual(AN_OUTAGE)
    expect(await call('/-/healthz')).toMatchObject({ status: 200 })
    const checkUp = await call('/-/check-up')
    expect(checkUp.status).toBe(503)
    expect(checkUp.body).toMatchObject({ status: 'KO', checks: { table: 'KO', [stage.tenantUrl]: 'OK' } })
    await wire.mend()
    expect(await call('/-/ready')).toMatchObject({ status: 200 })
  })

  test.each<[string, string, Call]>([
    ['GET', '/userinfo', {}],
    ['GET', '/users/me', {}],
    ['POST', '/refreshtoken', { method: 'POST' }],
    ['GET', '/logout', {}],
    ['POST', '/logout', { method: 'POST' }],
  ])('%s %s by cookie is 503 with Retry-After, and the cookie is kept', async (_, path, options) => {
    const cookie = await logInSite(stage.url, 'site')
    await wire.cut()
    const answer = await call(path, { ...options, headers: { cookie } })
    expect(answer).toEqual(AN_OUTAGE)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(answer.cookies).toEqual([])
    await wire.mend()
    expect(await call('/userinfo', { headers: { cookie } })).toMatchObject({ status: 200 })
  })

  test('by bearer it is 503 as well, and the bearer lives on', async () => {
    const { accessToken } = await logInApp(stage.url, 'app')
    await wire.cut()
    expect(await call('/userinfo', { headers: bearer(accessToken) })).toEqual(AN_OUTAGE)
    await wire.mend()
    expect(await call('/userinfo', { headers: bearer(accessToken) })).toMatchObject({ status: 200 })
  })

  test('a back-channel logout is 400 at once, and the same token ends the session later', async () => {
    const { accessToken, idToken } = await logInApp(stage.url, 'app')
    const form = { logout_token: logoutToken(decodeJwt(idToken).sub) }
    await wire.cut()
    expect(await call('/backchannel-logout', { form })).toEqual(refusal(400, 'temporarily_unavailable'))
    await wire.mend()
    expect(await call('/userinfo', { headers: bearer(accessToken) })).toMatchObject({ status: 200 })
    expect(await call('/backchannel-logout', { form })).toMatchObject({ status: 200 })
    expect(await call('/userinfo', { headers: bearer(accessToken) })).toMatchObject({ status: 401 })
  })

  test('nobody logs in or begins to: nothing is handed out that would not be honoured', async () => {
    await wire.cut()
    const form = { grant_type: 'password', ...demo }
    expect(await call('/oauth/token', { form, headers: { 'client-type': 'app' } })).toEqual(AN_OUTAGE)
    expect(await call('/authorize?client_type=app')).toEqual(AN_OUTAGE)
    expect((await call('/web-login?client_type=site')).status).toBe(503)
  })
})

test('a table that never answers is 503 in time, and ends no session', async () => {
  const cookie = await logInSite(stage.url, 'site')
  wire.hush()
  const calls = [call('/userinfo', { headers: { cookie } }), call('/-/ready'), call('/authorize?client_type=app')]
  const told = performance.now()
  const logout = call('/backchannel-logout', { form: { logout_token: logoutToken() } })
  const patience = logout.then(() => performance.now() - told)
  const answers = await Promise.all(calls)
  expect(answers).toEqual([AN_OUTAGE, AN_OUTAGE, AN_OUTAGE])
  expect(await logout).toEqual(refusal(400, 'temporarily_unavailable'))
  // Auth0 waits for five seconds.
  expect(await patience).toBeLessThan(4500)
  // It was the store that was given up on, and not the function that was cut off.
  for (const { text } of answers) expect(text).toContain('store')
  await wire.cut()
  await wire.mend()
  expect(await call('/userinfo', { headers: { cookie } })).toMatchObject({ status: 200 })
})

test('an outage between the tenant’s answer and the table does not end the session', async () => {
  await stage.admin.settings({ accessTokenLifetime: 60 })
  const cookie = await logInSite(stage.url, 'site')
  stage.advance(61)
  const { answer } = await refreshInFlight(stage, '/userinfo', { headers: { cookie } })
  await wire.cut()
  expect(await answer).toEqual(AN_OUTAGE)
  await wire.mend()
  stage.advance(LEASE_IS_OVER)
  expect(await call('/userinfo', { headers: { cookie } })).toMatchObject({ status: 200 })
  expect(await stage.admin.count(REUSES)).toBe(0)
})
