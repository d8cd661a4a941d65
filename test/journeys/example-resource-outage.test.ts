import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { type Answer, type Call, parseObject, send } from '../support/http.ts'
import { LEASE_IS_OVER, refreshInFlight } from '../support/in-flight.ts'
import { bearer, logInApp, logInSite } from '../support/login.ts'
import { openStage, openTwin, type TestStage } from '../support/stage.ts'
import { type Fault, REFRESHES, REUSES } from '../support/tenant.ts'
import { openWire, type Wire } from '../support/wire.ts'

const options = { config: configOf({ site: website, app: {} }) }
const FAILED = expect.objectContaining({ status: 500, body: { message: 'Internal Server Error' }, cookies: [] })

type Headers = NonNullable<Call['headers']>

let wholeStage: TestStage
let stage: TestStage
let wire: Wire

beforeAll(async () => {
  wholeStage = await openStage(options)
  wire = await openWire(wholeStage.dynamodbUrl)
  stage = await openTwin({ ...wholeStage, dynamodbUrl: wire.url }, options)
})

beforeEach(async () => {
  await stage.admin.reset()
  await stage.admin.settings({ accessTokenLifetime: 60 })
})

afterEach(() => wire.mend())

afterAll(async () => {
  await wire.cut()
  await stage.close()
  await wholeStage.close()
})

function resource(headers: Headers) {
  return send(`${stage.url}/example/resource`, { headers })
}

/** The errors in the line that a call left in the log. */
function errorsOf({ headers }: Answer): unknown {
  return stage.logs.map(parseObject).find(({ requestId }) => requestId === headers['apigw-requestid'])?.['error']
}

describe('while the table can’t be reached it is 500, and nothing is lost', () => {
  test.each<[string, () => Promise<Headers>]>([
    ['by cookie', async () => ({ cookie: await logInSite(stage.url, 'site') })],
    ['by bearer', async () => bearer((await logInApp(stage.url, 'app')).accessToken)],
  ])('%s', async (_, logIn) => {
    const headers = await logIn()
    await wire.cut()
    const answer = await resource(headers)
    expect(answer).toEqual(FAILED)
    await expect.poll(() => errorsOf(answer)).toMatchObject([{ code: 'temporarily_unavailable' }, {}])
    await wire.mend()
    expect(await resource(headers)).toMatchObject({ status: 200 })
  })

  test('who shows nothing is 403 all the same', async () => {
    await wire.cut()
    expect(await resource({})).toMatchObject({ status: 403 })
  })
})

describe('while the tenant does not refresh it is 500, and the session survives', () => {
  test.each<Omit<Fault, 'path'>>([
    { kind: 'status', status: 500 },
    { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
    { kind: 'status', status: 401, body: { error: 'access_denied' } },
    { kind: 'malformed' },
    { kind: 'reset', times: 2 },
  ])('%j', async (fault) => {
    const cookie = await logInSite(stage.url, 'site')
    stage.advance(61)
    await stage.admin.fault({ path: '/oauth/token', grant_type: 'refresh_token', ...fault })
    expect(await resource({ cookie })).toEqual(FAILED)
    expect(await resource({ cookie })).toMatchObject({ status: 200 })
    expect(await stage.admin.count(REFRESHES)).toBe((fault.times ?? 1) + 1)
    expect(await stage.admin.count(REUSES)).toBe(0)
  })

  test('when its answer can’t be kept either', async () => {
    const cookie = await logInSite(stage.url, 'site')
    stage.advance(61)
    const { answer } = await refreshInFlight(stage, '/example/resource', { headers: { cookie } })
    await wire.cut()
    expect(await answer).toEqual(FAILED)
    await wire.mend()
    stage.advance(LEASE_IS_OVER)
    expect(await resource({ cookie })).toMatchObject({ status: 200 })
    expect(await stage.admin.count(REUSES)).toBe(0)
  })
})

test('what Lambda reports of a failure quotes nothing', async () => {
  const cookie = await logInSite(stage.url, 'site')
  await wire.cut()
  const { headers } = await resource({ cookie })
  const reports = stage.logs.map(parseObject).filter((line) => line['function'] === 'authorizer')
  const message = `AuthorizerFailure: See the log line of request ${headers['apigw-requestid']}`
  expect(reports.at(-1)).toEqual({ level: 'ERROR', function: 'authorizer', message })
})
