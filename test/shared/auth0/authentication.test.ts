import { describe, expect, it } from 'vitest'
import { TenantUnreachable } from '#shared/auth0/ask'
import { createAuthentication } from '#shared/auth0/authentication'
import { unavailable } from '#shared/errors'
import { makeClient } from '../support/config.ts'
import { expectRefusal } from '../support/refusal.ts'
import { type Act, scriptedAsk } from '../support/tenant.ts'

const tokens = { access_token: 'at', token_type: 'Bearer', expires_in: 60, id_token: 'it', refresh_token: 'rt' }
const good = { body: JSON.stringify(tokens) }
const refused = { status: 403, body: '{"error":"invalid_grant"}' }
const reset = new TenantUnreachable('ECONNRESET')
const credentials = { client_id: 'client-id', client_secret: 'the-secret' }
const code = { code: 'c', verifier: 'v', address: '203.0.113.7' }
const password = { username: 'anna', password: 'p', connection: 'staff', address: '203.0.113.7' }

/** @param rotated the secret that SSM holds by now */
function speaking(script: Act[], changes = {}, rotated?: string) {
  const { ask, asked } = scriptedAsk(...script)
  const client = makeClient({ audience: 'https://api.example', scopes: ['website', 'profile'], ...changes })
  const secret = { read: async () => 'the-secret', replacing: async () => rotated }
  return { asked, tenant: createAuthentication({ client, secret, ask, clock: () => 1000 }) }
}

describe('the tenant is asked exactly', () => {
  it('to trade a code', async () => {
    const { tenant, asked } = speaking([good])
    expect(await tenant.exchangeCode(code)).toMatchObject({ accessToken: 'at', idToken: 'it', refreshToken: 'rt' })
    expect(asked).toEqual([
      {
        method: 'POST',
        url: 'https://tenant.eu.auth0.com/oauth/token',
        headers: { 'auth0-forwarded-for': '203.0.113.7' },
        least: 1000,
        form: {
          ...credentials,
          grant_type: 'authorization_code',
          code: 'c',
          code_verifier: 'v',
          redirect_uri: 'https://site.example/web-login/callback',
        },
      },
    ])
  })

  it('to trade a password of a connection', async () => {
    const { tenant, asked } = speaking([good])
    await tenant.exchangePassword(password)
    expect(asked).toEqual([
      {
        method: 'POST',
        url: 'https://tenant.eu.auth0.com/oauth/token',
        headers: { 'auth0-forwarded-for': '203.0.113.7' },
        least: 1000,
        form: {
          ...credentials,
          grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
          realm: 'staff',
          username: 'anna',
          password: 'p',
          scope: 'openid profile',
          audience: 'https://api.example',
        },
      },
    ])
  })

  it('to trade a password of the default directory', async () => {
    const { tenant, asked } = speaking([good])
    await tenant.exchangePassword({ ...password, connection: undefined })
    expect(asked[0]?.form).toMatchObject({ grant_type: 'password' })
    expect(asked[0]?.form).not.toHaveProperty('realm')
  })

  it('to refresh', async () => {
    const { tenant, asked } = speaking([good])
    await tenant.refresh('rt')
    expect(asked[0]).toMatchObject({ method: 'POST', url: 'https://tenant.eu.auth0.com/oauth/token' })
    expect(asked.map(({ form }) => form)).toEqual([
      { ...credentials, grant_type: 'refresh_token', refresh_token: 'rt' },
    ])
  })

  it('to revoke', async () => {
    const { tenant, asked } = speaking([{ body: '' }])
    await tenant.revoke('rt')
    expect(asked[0]).toMatchObject({ method: 'POST', url: 'https://tenant.eu.auth0.com/oauth/revoke' })
    expect(asked.map(({ form }) => form)).toEqual([{ ...credentials, token: 'rt' }])
  })
})

describe('a code and a password are sent once', () => {
  it.each([
    ['after a reset', reset, 'temporarily_unavailable'],
    ['after a timeout', new TenantUnreachable('ETIMEDOUT'), 'temporarily_unavailable'],
    ['after a fault of the tenant', { status: 503 }, 'temporarily_unavailable'],
    ['after a limit', { status: 429, body: '{"error":"too_many_requests"}' }, 'too_many_requests'],
    ['after a refusal', refused, 'invalid_grant'],
    ['after nonsense', { body: 'OK' }, 'temporarily_unavailable'],
    ['after tokens without an ID token', { body: JSON.stringify({ ...tokens, id_token: undefined }) }, 'bad_gateway'],
  ] as const)('%s', async (_, act, word) => {
    const [byCode, byPassword] = [speaking([act, good]), speaking([act, good])]
    await expectRefusal(() => byCode.tenant.exchangeCode(code), word)
    await expectRefusal(() => byPassword.tenant.exchangePassword(password), word)
    expect([byCode.asked.length, byPassword.asked.length]).toEqual([1, 1])
  })
})

describe('a refresh is sent', () => {
  it('a second time, the very same, when no answer came', async () => {
    const { tenant, asked } = speaking([reset, good])
    expect((await tenant.refresh('rt')).accessToken).toBe('at')
    expect(asked).toHaveLength(2)
    expect(asked[1]).toEqual(asked[0])
  })

  it('never a third time', async () => {
    const { tenant, asked } = speaking([reset, reset, good])
    await expectRefusal(() => tenant.refresh('rt'), 'temporarily_unavailable')
    expect(asked).toHaveLength(2)
  })

  it.each([
    ['a fault of the tenant', { status: 500 }, 'temporarily_unavailable'],
    ['a limit', { status: 429 }, 'too_many_requests'],
    ['a refusal', refused, 'invalid_grant'],
    ['nonsense', { body: '{}' }, 'temporarily_unavailable'],
    ['a fault of our own', new Error('bug'), 'temporarily_unavailable'],
  ] as const)('not a second time after %s', async (_, act, word) => {
    const { tenant, asked } = speaking([act, good])
    await expectRefusal(() => tenant.refresh('rt'), word)
    expect(asked).toHaveLength(1)
  })
})

it('nothing is asked when the secret cannot be read', async () => {
  const { ask, asked } = scriptedAsk(good)
  const unreadable = () => Promise.reject(unavailable('no secret'))
  const secret = { read: unreadable, replacing: unreadable }
  const tenant = createAuthentication({ client: makeClient(), secret, ask, clock: () => 0 })
  await expectRefusal(() => tenant.exchangeCode(code), 'temporarily_unavailable')
  await expectRefusal(() => tenant.revoke('rt'), 'temporarily_unavailable')
  expect(asked).toEqual([])
})

it('a revocation that fails is told', async () => {
  await expectRefusal(() => speaking([{ status: 500 }]).tenant.revoke('rt'), 'temporarily_unavailable')
  await expectRefusal(() => speaking([reset]).tenant.revoke('rt'), 'temporarily_unavailable')
  await expectRefusal(
    () => speaking([{ status: 401, body: '{"error":"invalid_client"}' }]).tenant.revoke('rt'),
    'bad_gateway',
  )
})

describe('a secret that the tenant refuses', () => {
  const unauthorized = { status: 401, body: '{"error":"access_denied"}' }
  const secrets = (asked: ReturnType<typeof speaking>['asked']) => asked.map(({ form }) => form?.['client_secret'])

  it.each([
    ['a code', (tenant: ReturnType<typeof speaking>['tenant']) => tenant.exchangeCode(code)],
    ['a password', (tenant: ReturnType<typeof speaking>['tenant']) => tenant.exchangePassword(password)],
    ['a refresh token', (tenant: ReturnType<typeof speaking>['tenant']) => tenant.refresh('rt')],
  ])('is replaced by the rotated one, and %s is sent once more', async (_, run) => {
    const { tenant, asked } = speaking([unauthorized, good], {}, 'rotated')
    expect(await run(tenant)).toMatchObject({ accessToken: 'at' })
    expect(secrets(asked)).toEqual(['the-secret', 'rotated'])
  })

  it('is a fault of the configuration when SSM has no other, and nothing is sent twice', async () => {
    const { tenant, asked } = speaking([unauthorized, good])
    await expectRefusal(() => tenant.exchangeCode(code), 'bad_gateway')
    expect(secrets(asked)).toEqual(['the-secret'])
  })

  it('is replaced once: a rotated one that is refused too is a fault of the configuration', async () => {
    const { tenant, asked } = speaking([unauthorized], {}, 'rotated')
    await expectRefusal(() => tenant.exchangePassword(password), 'bad_gateway')
    expect(secrets(asked)).toEqual(['the-secret', 'rotated'])
  })

  it.each([
    ['the user’s own fault', refused, 'invalid_grant'],
    ['a grant that is not enabled', { status: 403, body: '{"error":"unauthorized_client"}' }, 'bad_gateway'],
    ['a scope that is not granted', { status: 403, body: '{"error":"access_denied"}' }, 'bad_gateway'],
    ['a fault of the tenant', { status: 500 }, 'temporarily_unavailable'],
  ] as const)('is not what %s means: nothing is sent twice', async (_, act, word) => {
    const { tenant, asked } = speaking([act, good], {}, 'rotated')
    await expectRefusal(() => tenant.exchangePassword(password), word)
    expect(asked).toHaveLength(1)
  })
})
