import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callerSecret, configOf, credentialsOf, keyed, website } from '../support/config.ts'
import { type Answer, type Call, parseObject, send } from '../support/http.ts'
import { bearer, demo, logInApp, logInSite, passwordLogin, tokensOf } from '../support/login.ts'
import { Secrets } from '../support/secrets.ts'
import { openStage, type TestStage } from '../support/stage.ts'

const FORBIDDEN = expect.objectContaining({ status: 403, body: { message: 'Forbidden' }, cookies: [] })
const UNKNOWN = `sid=${'a'.repeat(43)}`

type Headers = NonNullable<Call['headers']>

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ site: website, other: website, app: {}, keyed: keyed('keyed') }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function resource(headers: Headers = {}) {
  return send(`${stage.url}/example/resource/`, { headers })
}

/** Expects that a request is refused, and by us alone. */
async function refused(headers: Headers): Promise<void> {
  await stage.admin.forget()
  expect(await resource(headers)).toEqual(FORBIDDEN)
  expect(await stage.admin.counters()).toEqual({})
}

describe('it is closed, and the tenant is not asked', () => {
  test.each<[string, Headers]>([
    ['without a credential', {}],
    ['to a client that has none', { 'client-type': 'app' }],
    ['to a caller’s secret alone', { secret: callerSecret('keyed') }],
    ['to a garbage bearer', bearer('garbage')],
    ['to __proto__', bearer('__proto__')],
    ['to no bearer', { authorization: 'Bearer' }],
    ['to two bearers', { authorization: 'Bearer a b' }],
    ['to another scheme', { authorization: 'Basic YTpi' }],
    ['to an unknown cookie', { cookie: UNKNOWN }],
    ['to a garbage cookie', { cookie: 'sid=garbage; sid=; sid="x"' }],
  ])('%s', (_, headers) => refused(headers))

  test('to a bearer that is good at the tenant, but not handed out by us', async () => {
    const form = { grant_type: 'password', ...demo, ...credentialsOf('app'), scope: 'openid profile' }
    const { body } = await send(`${stage.tenantUrl}/oauth/token`, { form })
    await refused(bearer(String(body['access_token'])))
  })

  test('to an ID token, or a refresh token', async () => {
    const { idToken, refreshToken } = await logInApp(stage.url, 'app')
    await refused(bearer(idToken))
    await refused(bearer(refreshToken))
  })

  test('to a bad bearer that comes with a good cookie', async () => {
    await refused({ cookie: await logInSite(stage.url, 'site'), ...bearer('garbage') })
  })

  test('to two live sessions: one of them was planted', async () => {
    const cookies = [await logInSite(stage.url, 'site'), await logInSite(stage.url, 'site')]
    await refused({ cookie: cookies.join('; ') })
    for (const cookie of cookies) expect(await resource({ cookie })).toMatchObject({ status: 200 })
  })
})

describe('who names a client', () => {
  test.each([
    ['nobody', {}],
    ['its own', { 'client-type': 'keyed', secret: callerSecret('keyed') }],
  ])('%s is let in', async (_, naming) => {
    const { accessToken } = tokensOf(await passwordLogin(stage.url, { secret: callerSecret('keyed') }))
    expect(await resource({ ...bearer(accessToken), ...naming })).toMatchObject({ status: 200 })
  })

  test.each<[string, Headers]>([
    ['by a wrong secret', { secret: 'wrong' }],
    ['by another’s secret', { secret: callerSecret('keyed') }],
    ['by another’s type', { 'client-type': 'other' }],
    ['by an unknown type', { 'client-type': 'nobody' }],
    ['by __proto__', { 'client-type': '__proto__' }],
    ['by its type without the secret that it has', { 'client-type': 'keyed' }],
  ])('%s is kept out', async (_, naming) => {
    const cookie = await logInSite(stage.url, 'site')
    const { accessToken } = await logInApp(stage.url, 'app')
    await refused({ cookie, ...naming })
    await refused({ ...bearer(accessToken), ...naming })
  })
})

/** The lines that a call left in the log. */
function linesOf({ headers }: Answer): readonly object[] {
  return stage.logs.map(parseObject).filter(({ requestId }) => requestId === headers['apigw-requestid'])
}

test('every call leaves one line of the authorizer, with the status that the caller saw and the reason', async () => {
  const { accessToken } = await logInApp(stage.url, 'app')
  const answers = [
    await resource(bearer(accessToken)),
    await resource(bearer('garbage')),
    await resource({ secret: 'x' }),
  ]
  const line = { route: 'GET /example/resource/{proxy+}', milliseconds: expect.any(Number), level: 'INFO' }
  await expect
    .poll(() => answers.map(linesOf))
    .toMatchObject([
      [{ ...line, statusCode: 200 }],
      [{ ...line, statusCode: 403, error: [{ code: 'invalid_token' }] }],
      [{ ...line, statusCode: 403, error: [{ code: 'invalid_client' }] }],
    ])
})

test('neither the resource nor the log hears of a token', async () => {
  const secrets = new Secrets()
  const cookie = await logInSite(stage.url, 'site')
  const tokens = await logInApp(stage.url, 'app')
  secrets.keep('the session id', cookie.slice('sid='.length))
  for (const token of ['accessToken', 'refreshToken', 'idToken'] as const) secrets.keep(token, tokens[token])
  const credentials = [{ cookie }, bearer(tokens.accessToken), { cookie, ...bearer(tokens.refreshToken) }]
  const answers: Answer[] = []
  for (const headers of credentials) answers.push(await resource(headers))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 403])
  await expect.poll(() => answers.map((answer) => linesOf(answer).length)).toEqual([1, 1, 1])
  expect(answers.flatMap(({ text }) => secrets.in(text))).toEqual([])
  expect(stage.logs.flatMap((text) => secrets.in(text))).toEqual([])
})
