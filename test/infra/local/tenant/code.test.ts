import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { ada, authorizeUrl, Browser, type Form, trade, type Visit } from './browser.ts'
import { CALLBACK, DATABASE, logIn, post, shop, startTenant, web } from './support.ts'

let tenant: Tenant
let browser: Browser

beforeEach(async () => {
  tenant = await startTenant()
  browser = new Browser()
})

afterEach(() => vi.useRealTimers())

function open(changes: Record<string, string | undefined> = {}, ...forms: Form[]): Promise<Visit> {
  return browser.visit(authorizeUrl(tenant, changes), ...forms)
}

describe('a code', () => {
  test.each([
    ['a wrong verifier', { code_verifier: 'x'.repeat(43) }, 'Failed to verify code verifier'],
    ['no verifier', { code_verifier: '' }, 'Failed to verify code verifier'],
    ['another application', shop, 'Invalid authorization code'],
    ['another callback', { redirect_uri: 'https://app.example/other' }, 'Invalid authorization code'],
  ])('is refused with %s', async (_name, changes, error_description) => {
    const answer = await trade(tenant, await open({}, ada), changes)
    expect(answer).toMatchObject({ status: 403, body: { error: 'invalid_grant', error_description } })
  })

  test('is refused with a verifier where no challenge was sent', async () => {
    const visit = await open({ code_challenge: undefined, code_challenge_method: undefined }, ada)
    expect(await trade(tenant, visit)).toMatchObject({ status: 403 })
  })

  test('works once, and its second use ends what the first one gave', async () => {
    const visit = await open({}, ada)
    const { body } = await trade(tenant, visit)
    expect(await trade(tenant, visit)).toMatchObject({
      status: 403,
      body: { error_description: 'Invalid authorization code' },
    })
    const refreshed = { grant_type: 'refresh_token', refresh_token: body['refresh_token'], ...web }
    expect(await post(tenant, '/oauth/token', refreshed)).toMatchObject({ status: 403 })
  })

  test('lives a minute', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const visit = await open({}, ada)
    vi.setSystemTime(Date.now() + 60_000)
    expect(await trade(tenant, visit)).toMatchObject({ status: 403 })
  })

  test('brings the nonce, claims by scope, and a refresh token on offline_access only', async () => {
    const { body } = await trade(tenant, await open({ scope: 'openid', nonce: 'the-nonce' }, ada))
    const claims = decodeJwt(String(body['id_token']))
    expect(claims).toMatchObject({ nonce: 'the-nonce', sub: 'auth0|ada' })
    expect(claims).not.toHaveProperty('email')
    expect(claims).not.toHaveProperty('name')
    expect(body).not.toHaveProperty('refresh_token')
    expect(body['scope']).toBe('openid')
  })

  test('brings no refresh token for an API without offline access', async () => {
    const { body } = await trade(
      tenant,
      await open({ audience: 'not a uri', scope: 'openid offline_access read:x' }, ada),
    )
    expect(body).not.toHaveProperty('refresh_token')
    expect(decodeJwt(String(body['access_token']))).toMatchObject({ aud: ['not a uri', `${tenant.issuer}userinfo`] })
  })
})

test('an application without the refresh grant gets neither the scope offline_access nor a refresh token', async () => {
  const application = {
    clientId: web.client_id,
    clientSecret: web.client_secret,
    callbacks: [CALLBACK],
    allowedLogoutUrls: [],
    allowedConnections: [DATABASE],
    grantTypes: ['authorization_code', 'password'],
  }
  tenant = await startTenant({ applications: [application] })
  const byCode = await trade(tenant, await open({ scope: 'openid offline_access' }, ada))
  const byPassword = await logIn(tenant, { scope: 'openid offline_access' })
  for (const { status, body } of [byCode, byPassword]) {
    expect(status).toBe(200)
    expect(body['scope']).toBe('openid')
    expect(body).not.toHaveProperty('refresh_token')
  }
})
