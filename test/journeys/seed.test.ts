import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CALLER_SECRET, DEFAULT_CONNECTION } from '#infra/local/placeholders'
import { type Call, send } from '../support/http.ts'
import { bearer, demo, tokensOf } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

const FOUR_FIELDS = {
  refreshToken: expect.stringMatching(/^.{20,}$/),
  accessToken: expect.stringMatching(/^.{20,}$/),
  idToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
  expireAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
}
const DAY = 86_400

let stage: TestStage

beforeAll(async () => {
  stage = await openStage()
})

afterAll(() => stage.close())

const secret = { secret: CALLER_SECRET }
const credentials = { grant_type: 'password', ...demo }

function token(call: Call) {
  return send(`${stage.url}/oauth/token`, call)
}

describe('the first curl: a password becomes tokens', () => {
  test.each<[string, Call]>([
    ['with the connection, as a form', { form: { ...credentials, connection: DEFAULT_CONNECTION } }],
    ['without a connection, since there is one only', { form: credentials }],
    ['as JSON', { json: credentials }],
  ])('%s', async (_, call) => {
    const answer = await token({ ...call, headers: secret })
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' }, cookies: [] })
    expect(answer.body).toEqual(FOUR_FIELDS)
  })

  test('expireAt is when the access token expires', async () => {
    const { expireAt } = tokensOf(await token({ form: credentials, headers: secret }))
    const remaining = (Date.parse(expireAt) - Date.now()) / 1000
    expect(remaining).toBeGreaterThan(DAY - 60)
    expect(remaining).toBeLessThanOrEqual(DAY)
  })

  test('answers of tokens are never cached', async () => {
    expect((await token({ form: credentials, headers: secret })).headers['cache-control']).toBe('no-store')
  })
})

test('for a website the answer is the session id, and the cookie that carries it', async () => {
  const answer = await token({ form: credentials })
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({ cookie_sid: expect.stringMatching(/^[\w-]{43}$/) })
  const [cookie = '', ...others] = answer.cookies
  expect(others).toEqual([])
  expect(cookie.split('; ').sort()).toEqual(
    [`sid=${answer.body['cookie_sid']}`, `Max-Age=${DAY}`, 'Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax'].sort(),
  )
})

describe.each(['/oauth/refreshtoken', '/refreshtoken'])('the second curl: POST %s', (path) => {
  test.each<[string, (refreshToken: string) => Call]>([
    ['JSON', (refresh_token) => ({ json: { refresh_token } })],
    ['a form', (refresh_token) => ({ form: { refresh_token } })],
  ])('gives new tokens for old ones, by %s', async (_, body) => {
    const old = tokensOf(await token({ form: credentials, headers: secret }))
    const headers = { ...secret, ...bearer(old.accessToken) }
    const answer = await send(`${stage.url}${path}`, { ...body(old.refreshToken), headers })
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' }, cookies: [] })
    expect(answer.body).toEqual(FOUR_FIELDS)
    expect(answer.body['accessToken']).not.toBe(old.accessToken)
    expect(answer.body['refreshToken']).not.toBe(old.refreshToken)
  })
})

test.each([
  ['/example/resource/', { youAre: { email: demo.username, client: 'cms' } }],
  ['/userinfo', { email: demo.username }],
])('the third curl: the new access token opens an API, such as %s', async (path, body) => {
  const old = tokensOf(await token({ form: credentials, headers: secret }))
  const headers = { ...secret, ...bearer(old.accessToken) }
  const renewed = tokensOf(
    await send(`${stage.url}/oauth/refreshtoken`, { json: { refresh_token: old.refreshToken }, headers }),
  )
  const answer = await send(`${stage.url}${path}`, { headers: { ...secret, ...bearer(renewed.accessToken) } })
  expect(answer).toMatchObject({ status: 200, body })
})
