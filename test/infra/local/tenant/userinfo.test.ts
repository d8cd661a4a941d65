import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { API, admin, logIn, machine, post, REALM_GRANT, send, startTenant } from './support.ts'

let tenant: Tenant

beforeEach(async () => {
  tenant = await startTenant()
})

afterEach(() => vi.useRealTimers())

async function token(changes: Record<string, unknown> = {}): Promise<unknown> {
  return (await logIn(tenant, changes)).body['access_token']
}

function ask(accessToken: unknown) {
  return send(tenant, '/userinfo', { headers: { authorization: `Bearer ${accessToken}` } })
}

test('gives the claims of the scopes and the custom claims', async () => {
  const custom = {
    'https://auth0-client.example/app_metadata': { role: 'admin' },
    'https://auth0-client.example/user_metadata': {},
  }
  const email = { email: 'ada@example.com', email_verified: true }
  expect((await ask(await token({ scope: 'openid email' }))).body).toEqual({ sub: 'auth0|ada', ...email, ...custom })
  expect((await ask(await token({ scope: 'openid profile' }))).body).toEqual({
    sub: 'auth0|ada',
    name: 'Ada',
    nickname: 'ada',
    ...custom,
  })
})

test('takes a JWT that names it as an audience', async () => {
  expect(await ask(await token({ audience: API, scope: 'openid read:things' }))).toMatchObject({ status: 200 })
})

describe('refuses', () => {
  async function expectRefusal(accessToken: unknown) {
    const { status, text, headers } = await ask(accessToken)
    expect(status).toBe(401)
    expect(text).toBe('Unauthorized')
    expect(headers.get('www-authenticate')).toMatch(/^Bearer realm="Users", error="invalid_token"/)
  }

  test('no token and nonsense', async () => {
    await expectRefusal('')
    await expectRefusal('nonsense')
  })

  test('a token without openid, opaque or JWT', async () => {
    await expectRefusal(await token({ scope: 'email' }))
    await expectRefusal(await token({ audience: API, scope: 'read:things' }))
  })

  test('the token of an application', async () => {
    const request = { grant_type: 'client_credentials', audience: API, ...machine }
    await expectRefusal((await post(tenant, '/oauth/token', request)).body['access_token'])
  })

  test('a token of another tenant', async () => {
    const foreign = await token({ audience: API })
    tenant = await startTenant({ state: undefined })
    await expectRefusal(foreign)
  })

  test('a token of the same keys under another issuer', async () => {
    const accessToken = await token({ audience: API })
    tenant = await startTenant({ state: tenant.state() })
    await expectRefusal(accessToken)
  })

  test.each([{}, { audience: API }])('an expired token, logged in with %j', async (changes) => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const accessToken = await token(changes)
    vi.setSystemTime(Date.now() + 86_400_000)
    await expectRefusal(accessToken)
  })

  test('a blocked user', async () => {
    const accessToken = await token()
    await admin(tenant, 'PATCH', 'users/auth0%7Cada', { blocked: true })
    await expectRefusal(accessToken)
  })
})

describe('the rate limit', () => {
  test('is ten at once and five a minute, for each user', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const ada = await token()
    const bob = await token({ grant_type: REALM_GRANT, realm: 'employees', username: 'bob@example.com' })
    for (let i = 0; i < 10; i += 1) expect(await ask(ada)).toMatchObject({ status: 200 })
    const refused = await ask(ada)
    expect(refused).toMatchObject({ status: 429, body: { error: 'too_many_requests' } })
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(await ask(bob)).toMatchObject({ status: 200 })
    const reset = Number(refused.headers.get('x-ratelimit-reset'))
    expect(reset - Date.now() / 1000).toBeGreaterThan(0)
    vi.setSystemTime(reset * 1000)
    expect(await ask(ada)).toMatchObject({ status: 200 })
    expect(await ask(ada)).toMatchObject({ status: 429 })
  })

  test('can be switched off', async () => {
    await admin(tenant, 'PATCH', 'settings', { userinfoLimit: false })
    const accessToken = await token()
    for (let i = 0; i < 12; i += 1) expect(await ask(accessToken)).toMatchObject({ status: 200 })
  })
})
