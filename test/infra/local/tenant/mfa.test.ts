import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { authorizeUrl, Browser, claimsOf } from './browser.ts'
import { API, admin, logIn, OTP_GRANT, PASSWORD, post, shop, startTenant, web } from './support.ts'

let tenant: Tenant

beforeEach(async () => {
  tenant = await startTenant()
})

afterEach(() => vi.useRealTimers())

describe('multi-factor authentication', () => {
  async function challenge(changes = {}) {
    const { status, body } = await logIn(tenant, { username: 'careful@example.com', ...changes })
    expect(status).toBe(403)
    expect(body).toMatchObject({
      error: 'mfa_required',
      error_description: 'Multifactor authentication required',
      mfa_requirements: { challenge: [{ type: 'otp' }] },
    })
    return String(body['mfa_token'])
  }

  const answer = (mfa_token: string, changes = {}) =>
    post(tenant, '/oauth/token', { grant_type: OTP_GRANT, mfa_token, otp: '123456', ...web, ...changes })

  test('a one-time password ends the pending login, with its scope and audience, once', async () => {
    const token = await challenge({ audience: API, scope: 'openid read:things' })
    expect(await answer(token, { otp: '000000' })).toMatchObject({
      status: 403,
      body: { error: 'invalid_grant', error_description: 'Invalid otp_code.' },
    })
    const { status, body } = await answer(token)
    expect(status).toBe(200)
    expect(decodeJwt(String(body['access_token']))).toMatchObject({ sub: 'auth0|careful', scope: 'openid read:things' })
    expect(await answer(token)).toMatchObject({ status: 403 })
  })

  test.each([
    ['malformed', 'nonsense', 'invalid_grant', 'Malformed mfa_token'],
    ['unknown', 'Fe26.2*unknown', 'expired_token', 'mfa_token is expired'],
  ])('a token that is %s is refused', async (_name, token, error, error_description) => {
    expect(await answer(token)).toMatchObject({ status: 403, body: { error, error_description } })
  })

  test('a token of another application is refused', async () => {
    expect(await answer(await challenge(), shop)).toMatchObject({ status: 403 })
  })

  test('a user who was blocked meanwhile is refused', async () => {
    const token = await challenge()
    await admin(tenant, 'PATCH', 'users/auth0%7Ccareful', { blocked: true })
    expect(await answer(token)).toMatchObject({ status: 401, body: { error: 'unauthorized' } })
  })

  test('a token lives ten minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const token = await challenge()
    vi.setSystemTime(Date.now() + 600_000)
    expect(await answer(token)).toMatchObject({ status: 403, body: { error: 'expired_token' } })
  })

  test('a browser login asks for the one-time password too', async () => {
    const browser = new Browser()
    const asked = await browser.visit(authorizeUrl(tenant), { username: 'careful@example.com', password: PASSWORD })
    expect(asked.html).toContain('One-time code')
    const refused = await browser.visit(
      asked.url,
      { username: 'careful@example.com', password: PASSWORD },
      { otp: '0' },
    )
    expect(refused.html).toContain('Invalid otp_code.')
    expect(await claimsOf(tenant, await browser.visit(asked.url, { otp: '123456' }))).toMatchObject({
      sub: 'auth0|careful',
    })
  })

  test('a browser login cannot begin with the one-time password', async () => {
    const { html } = await new Browser().visit(authorizeUrl(tenant), { otp: '123456' })
    expect(html).toContain('mfa_token is expired')
  })
})
