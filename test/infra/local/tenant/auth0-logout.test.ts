import { beforeEach, describe, expect, test } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { ada, authorizeUrl, Browser, trade } from './browser.ts'
import { refresh, startTenant, web } from './support.ts'

let tenant: Tenant
let browser: Browser

beforeEach(async () => {
  tenant = await startTenant()
  browser = new Browser()
})

async function logIn(application = web) {
  const visit = await browser.visit(authorizeUrl(tenant, { client_id: application.client_id }), ada)
  const { body } = await trade(tenant, visit, application)
  return { idToken: String(body['id_token']), refreshToken: body['refresh_token'] }
}

function logOut(path: string, parameters: Record<string, string>) {
  return browser.visit(new URL(`${path}?${new URLSearchParams(parameters)}`, tenant.issuer))
}

async function isLoggedIn(): Promise<boolean> {
  const { url } = await browser.visit(authorizeUrl(tenant, { prompt: 'none' }))
  return url.searchParams.has('code')
}

describe('/v2/logout', () => {
  const of = { client_id: web.client_id }

  test.each([
    ['an allowed URL', { returnTo: 'https://app.example/' }, 'https://app.example/'],
    ['another query', { returnTo: 'https://app.example/bye?b=2' }, 'https://app.example/bye?b=2'],
    ['the first allowed URL', {}, 'https://app.example/'],
    ['federated', { federated: '' }, 'https://app.example/'],
  ])('ends the session and goes to %s', async (_name, parameters, target) => {
    await logIn()
    expect((await logOut('/v2/logout', { ...of, ...parameters })).url.href).toBe(target)
    expect(await isLoggedIn()).toBe(false)
  })

  test.each([
    ['another host', { ...of, returnTo: 'https://evil.example/' }],
    ['another case of the path', { ...of, returnTo: 'https://app.example/BYE' }],
    ['an unknown application', { client_id: 'unknown' }],
    ['the URL of an application, without client_id', { returnTo: 'https://app.example/' }],
  ])('refuses %s, and the session lives', async (_name, parameters) => {
    await logIn()
    expect((await logOut('/v2/logout', parameters)).status).toBe(400)
    expect(await isLoggedIn()).toBe(true)
  })

  test('without client_id goes to the allowed URLs of the tenant', async () => {
    tenant = await startTenant({ allowedLogoutUrls: ['https://tenant.example/'] })
    const visit = await logOut('/v2/logout', { returnTo: 'https://tenant.example/?a=1' })
    expect(visit.url.href).toBe('https://tenant.example/?a=1')
  })

  test('stays where it is without client_id and returnTo', async () => {
    await logIn()
    expect(await logOut('/v2/logout', {})).toMatchObject({ status: 200, html: 'OK' })
    expect(await isLoggedIn()).toBe(false)
  })

  test('leaves the refresh tokens alone', async () => {
    const { refreshToken } = await logIn()
    await logOut('/v2/logout', of)
    expect(await refresh(tenant, refreshToken)).toMatchObject({ status: 200 })
  })
})
