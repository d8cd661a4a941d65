import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { ada, authorizeUrl, Browser, type Form, trade } from './browser.ts'
import { shop, startTenant, web } from './support.ts'

let tenant: Tenant
let browser: Browser

beforeEach(async () => {
  tenant = await startTenant()
  browser = new Browser()
})

afterEach(() => vi.useRealTimers())

async function logIn(application = web) {
  const visit = await browser.visit(authorizeUrl(tenant, { client_id: application.client_id }), ada)
  const { body } = await trade(tenant, visit, application)
  return { idToken: String(body['id_token']), refreshToken: body['refresh_token'] }
}

function logOut(path: string, parameters: Record<string, string>, ...forms: Form[]) {
  return browser.visit(new URL(`${path}?${new URLSearchParams(parameters)}`, tenant.issuer), ...forms)
}

async function isLoggedIn(): Promise<boolean> {
  const { url } = await browser.visit(authorizeUrl(tenant, { prompt: 'none' }))
  return url.searchParams.has('code')
}

describe('/oidc/logout', () => {
  const bye = 'https://app.example/bye?a=1'

  test('ends the session of the hint, even of an expired one, and returns the state', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { idToken } = await logIn()
    vi.setSystemTime(Date.now() + 36_001_000)
    const parameters = { id_token_hint: idToken, post_logout_redirect_uri: bye, state: 'back' }
    expect((await logOut('/oidc/logout', parameters)).url.href).toBe(`${bye}&state=back`)
    expect(await isLoggedIn()).toBe(false)
  })

  test('takes a logout_hint instead', async () => {
    const { idToken } = await logIn()
    const logout_hint = String(decodeJwt(idToken)['sid'])
    const parameters = { logout_hint, client_id: web.client_id, post_logout_redirect_uri: bye }
    expect((await logOut('/oidc/logout', parameters)).url.href).toBe(bye)
  })

  test('asks first without a hint', async () => {
    await logIn()
    const parameters = { client_id: web.client_id, post_logout_redirect_uri: bye }
    const { html, status } = await logOut('/oidc/logout', parameters)
    expect(status).toBe(200)
    expect(html).toContain('Do you want to log out?')
    await logOut('/oidc/logout', { ...parameters, confirm: 'yes' })
    expect(await isLoggedIn()).toBe(true)
    expect((await logOut('/oidc/logout', parameters, { confirm: 'yes' })).url.href).toBe(bye)
    expect(await isLoggedIn()).toBe(false)
  })

  test.each([
    ['another query', { post_logout_redirect_uri: 'https://app.example/bye?a=2' }],
    ['no query', { post_logout_redirect_uri: 'https://app.example/bye' }],
    ['a client_id that is not that of the hint', { client_id: shop.client_id }],
    ['a hint that nobody signed', { id_token_hint: 'nonsense' }],
  ])('refuses %s', async (_name, changes) => {
    const { idToken } = await logIn()
    const { status } = await logOut('/oidc/logout', { id_token_hint: idToken, ...changes })
    expect(status).toBe(400)
    expect(await isLoggedIn()).toBe(true)
  })
})
