import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Browser } from '../support/browser.ts'
import { callerSecret, configOf, credentialsOf, keyed, website } from '../support/config.ts'
import { type Answer, type Call, parseObject } from '../support/http.ts'
import { bearer, demo, logInSite, reachCallback, tokensOf } from '../support/login.ts'
import { Secrets } from '../support/secrets.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import { readTable } from '../support/table.ts'
import { REFRESHES } from '../support/tenant.ts'

const WRONG_PASSWORD = 'Mistyped-Password-7'
const LEAKY = { error: 'server_error', error_description: `no ${demo.username} ${demo.password} ${WRONG_PASSWORD}` }

let stage: TestStage
const secrets = new Secrets()
const answers: Answer[] = []
const browser = new Browser()

beforeAll(async () => {
  stage = await openStage({ config: configOf({ site: website, app: keyed('app') }, { defaultClient: 'site' }) })
  secrets.keep('the user’s name', demo.username)
  secrets.keep('the password', demo.password)
  secrets.keep('a wrong password', WRONG_PASSWORD)
  secrets.keep('the caller’s secret', callerSecret('app'))
  for (const type of ['site', 'app']) secrets.keep('an application’s secret', credentialsOf(type).client_secret)
  await stage.admin.settings({ accessTokenLifetime: 60 })
  await websiteJourney()
  await appJourney()
  await refusals()
  await keepWhatTheTenantSaw()
})

afterAll(() => stage.close())

async function call(path: string, options: Call = {}): Promise<Answer> {
  const answer = await browser.send(`${stage.url}${path}`, options)
  answers.push(answer)
  return answer
}

async function websiteJourney(): Promise<void> {
  const begun = await call('/web-login?redirect=/wanted')
  secrets.keep('the login cookie', browser.cookies.get('auth0-login'))
  const callback = await reachCallback(browser, begun.headers.location ?? '')
  secrets.keep('the code', callback.searchParams.get('code'))
  secrets.keep('the state', callback.searchParams.get('state'))
  secrets.keep('the random part of the state', callback.searchParams.get('state')?.split('.')[0])
  const path = callback.pathname + callback.search
  await call(path)
  secrets.keep('the session id', browser.cookies.get('sid'))
  await call(path)
  stage.advance(61)
  await call('/userinfo')
  await call('/refreshtoken', { method: 'POST' })
  await call(`${callback.pathname}?error=access_denied&error_description=${WRONG_PASSWORD}`)
}

async function appJourney(): Promise<void> {
  const secret = { secret: callerSecret('app') }
  const form = { grant_type: 'password', ...demo }
  const first = tokensOf(await call('/oauth/token', { form, headers: secret }))
  const refresh = { json: { refresh_token: first.refreshToken }, headers: { ...secret, ...bearer(first.accessToken) } }
  const second = tokensOf(await call('/refreshtoken', refresh))
  for (const tokens of [first, second]) {
    secrets.keep('an access token', tokens.accessToken)
    secrets.keep('a refresh token', tokens.refreshToken)
    secrets.keep('an ID token', tokens.idToken)
  }
  await call('/userinfo', { headers: bearer(second.accessToken) })
  await call('/userinfo', { headers: { ...bearer(second.accessToken), 'client-type': 'site' } })
  await call('/oauth/token', {
    ...refresh,
    json: { grant_type: 'refresh_token', refresh_token: `${second.refreshToken}x` },
  })
}

async function refusals(): Promise<void> {
  const headers = { secret: callerSecret('app') }
  const form = { grant_type: 'password', ...demo, password: WRONG_PASSWORD }
  const json = { 'content-type': 'application/json', ...headers }
  await call('/oauth/token', { form, headers })
  await call('/oauth/token', { form: { ...form, grant_type: WRONG_PASSWORD }, headers })
  await call('/oauth/token', { form: { ...form, connection: WRONG_PASSWORD }, headers })
  await call('/oauth/token', { raw: `{"password": "${demo.password}`, headers: json })
  await call('/oauth/token', { json: { ...form, password: [demo.password] }, headers })
  await call('/oauth/token', { raw: demo.password, headers: { ...headers, 'content-type': demo.password } })
  await call('/userinfo', { headers: { 'client-type': demo.password, secret: WRONG_PASSWORD } })
  await call('/userinfo', { headers: { authorization: `Bearer ${demo.password} ${WRONG_PASSWORD}` } })
  await call(`/authorize?redirect=https://evil.example/${WRONG_PASSWORD}`)
  for (const kind of ['status', 'malformed', 'reset'] as const) {
    await stage.admin.fault({ path: '/oauth/token', kind, ...(kind === 'status' && { body: LEAKY }) })
    await call('/oauth/token', { form, headers })
  }
  const cookie = await logInSite(stage.url, 'site')
  secrets.keep('the session id of another browser', cookie.slice('sid='.length))
  await stage.admin.fault({ path: '/oauth/revoke', kind: 'status', body: LEAKY })
  await call('/logout', { headers: { cookie } })
}

/** What only the tenant was told: verifier, nonce, and the refresh tokens of the cookie session. */
async function keepWhatTheTenantSaw(): Promise<void> {
  const [authorization] = await stage.admin.requests('/authorize')
  secrets.keep('the nonce', String(authorization?.query['nonce']))
  const exchanges = await stage.admin.requests('/oauth/token')
  secrets.keep('the verifier', String(exchanges.find(({ body }) => body['code_verifier'])?.body['code_verifier']))
  for (const { body } of exchanges.filter(({ body }) => body['refresh_token'])) {
    secrets.keep('a refresh token at the tenant', String(body['refresh_token']))
  }
}

test('the journeys used every kind of secret, and were refused in many ways', async () => {
  expect(secrets.size).toBeGreaterThanOrEqual(18)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 302, 400, 401, 403, 415, 503]))
  expect(await stage.admin.count(REFRESHES)).toBeGreaterThanOrEqual(2)
})

describe('no secret', () => {
  test('is in a line of the log', () => {
    expect(stage.logs.flatMap((text) => secrets.in(text))).toEqual([])
  })

  test('is in the body of a refusal', () => {
    expect(answers.filter(({ status }) => status >= 400).flatMap(({ text }) => secrets.in(text))).toEqual([])
  })

  test('is in the table', async () => {
    const attributes = await readTable(stage)
    expect(attributes.length).toBeGreaterThan(20)
    expect(attributes.flatMap((text) => secrets.in(text))).toEqual([])
  })

  test('comes back from a website’s endpoints but the session id, in the cookie', () => {
    const cookies = answers.flatMap(({ cookies }) => cookies).flatMap((text) => secrets.in(text))
    expect(new Set(cookies)).toEqual(new Set(['the login cookie', 'the session id']))
  })
})

test('every request leaves one line of JSON, which its answer’s request id leads to', () => {
  const lines = stage.logs.map(parseObject).filter((line) => 'route' in line)
  for (const { headers, status } of answers) {
    const own = lines.filter(({ requestId }) => requestId === headers['apigw-requestid'])
    expect(own).toEqual([expect.objectContaining({ statusCode: status, milliseconds: expect.any(Number) })])
  }
})

test('the log tells failures apart by their words', () => {
  for (const word of ['invalid_grant', 'invalid_client', 'temporarily_unavailable', 'ECONNRESET', 'revoke_failed']) {
    expect(stage.logs.join('\n')).toContain(word)
  }
})
