import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf } from '../support/config.ts'
import { refusal } from '../support/http.ts'
import { demo, passwordLogin } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import type { Fault } from '../support/tenant.ts'

let stage: TestStage

beforeAll(async () => {
  const supportedConnections = ['staff']
  const clients = {
    // The same application with a secret that the tenant does not know.
    misconfigured: { clientId: 'application-app', clientSecret: 'outdated', supportedConnections },
    app: { supportedConnections },
    customers: { supportedConnections: ['customers'] },
  }
  // No limit of the service's own: here the tenant refuses.
  stage = await openStage({ config: configOf(clients, { passwordAttempts: { limit: 0 } }) })
  const user = { connection: 'staff', password: demo.password }
  await stage.admin.addUser({
    ...user,
    user_id: 'auth0|robot',
    email: 'robot@example.com',
    simulate: 'requires_verification',
  })
  await stage.admin.addUser({
    ...user,
    user_id: 'auth0|leaked',
    email: 'leaked@example.com',
    simulate: 'password_leaked',
  })
  await stage.admin.addUser({ ...user, user_id: 'auth0|elsewhere', email: 'else@example.com', connection: 'customers' })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function logIn(form: Record<string, string> = {}, client = 'app') {
  return passwordLogin(stage.url, { 'client-type': client }, form)
}

/** All that a caller could tell two refusals apart by. */
async function seenFromOutside(form: Record<string, string>) {
  const { status, body, headers } = await logIn(form)
  const { requestId: _, ...said } = body
  return { status, said, headers: Object.keys(headers) }
}

describe('failed credentials', () => {
  test('are 403 invalid_grant', async () => {
    expect(await logIn({ password: 'wrong' })).toEqual(refusal(403, 'invalid_grant'))
  })

  test.each([
    ['an unknown user', { username: 'nobody@example.com' }],
    ['a user of another connection', { username: 'else@example.com' }],
  ])('look the same for %s as for a wrong password', async (_, form) => {
    expect(await seenFromOutside(form)).toEqual(await seenFromOutside({ password: 'wrong' }))
  })

  test('ten in a row block the user: 429 too_many_attempts', async () => {
    for (let attempt = 0; attempt < 10; attempt++) await logIn({ username: 'else@example.com', password: 'wrong' })
    const answer = await logIn({ username: 'else@example.com' }, 'customers')
    expect(answer).toEqual(refusal(429, 'too_many_attempts'))
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(await stage.admin.count('POST /oauth/token')).toBe(11)
  })
})

describe('the tenant’s refusals of a user', () => {
  test('a second factor: 403 mfa_required with the mfa_token', async () => {
    expect(await logIn({ username: 'mfa@example.com' })).toEqual(
      refusal(403, 'mfa_required', {
        mfa_token: expect.stringMatching(/^Fe26\./),
        mfa_requirements: { challenge: [{ type: 'otp' }] },
      }),
    )
  })

  test.each([
    ['blocked@example.com', 'access_denied'],
    ['robot@example.com', 'requires_verification'],
    ['leaked@example.com', 'password_leaked'],
  ])('%s: 403 %s', async (username, error) => {
    expect(await logIn({ username })).toEqual(refusal(403, error))
  })
})

describe('429 of the tenant stays 429', () => {
  const reset = () => String(Math.ceil(Date.now() / 1000) + 30)

  test.each<[string, () => Record<string, string>, number, number]>([
    ['Retry-After', () => ({ 'retry-after': '7' }), 7, 7],
    ['x-ratelimit-reset', () => ({ 'x-ratelimit-reset': reset() }), 25, 31],
    ['Retry-After before x-ratelimit-reset', () => ({ 'retry-after': '7', 'x-ratelimit-reset': reset() }), 7, 7],
    ['neither', () => ({}), 1, 60],
  ])('and Retry-After comes from %s', async (_, headers, least, most) => {
    const body = { error: 'too_many_requests' }
    await stage.admin.fault({ path: '/oauth/token', kind: 'status', status: 429, headers: headers(), body })
    const answer = await logIn()
    expect(answer).toEqual(refusal(429, 'too_many_requests'))
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(least)
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(most)
  })
})

describe('a fault of our own credentials', () => {
  test('a wrong client secret is 502', async () => {
    expect(await logIn({}, 'misconfigured')).toEqual(refusal(502, 'bad_gateway'))
  })

  test.each([
    [403, 'unauthorized_client'],
    [403, 'access_denied'],
    [400, 'invalid_request'],
    [401, 'invalid_client'],
  ])('%i %s of the tenant is 502', async (status, error) => {
    await stage.admin.fault({ path: '/oauth/token', kind: 'status', status, body: { error } })
    expect(await logIn()).toEqual(refusal(502, 'bad_gateway'))
  })
})

describe('a failing tenant is 503 with Retry-After, and a password is never sent twice', () => {
  test.each<Omit<Fault, 'path'>>([
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'reset' },
    { kind: 'malformed' },
    { kind: 'truncated' },
    { kind: 'status', status: 200, body: { token_type: 'Bearer', expires_in: 1 } },
    { kind: 'status', status: 302, headers: { location: 'https://elsewhere.example/' } },
  ])('$kind $status', async (fault) => {
    await stage.admin.fault({ path: '/oauth/token', ...fault })
    const answer = await logIn()
    expect(answer).toEqual(refusal(503, 'temporarily_unavailable'))
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(await stage.admin.count('POST /oauth/token')).toBe(1)
    expect(await logIn()).toMatchObject({ status: 200 })
  })
})
