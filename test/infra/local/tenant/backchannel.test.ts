import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { ada, authorizeUrl, Browser, trade } from './browser.ts'
import { admin, CALLBACK, DATABASE, send, shop, startTenant, web } from './support.ts'

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

describe('back-channel logout', () => {
  interface Delivery {
    path: string | undefined
    token: string
  }

  /** An application that takes logout tokens and answers with a status. */
  async function listen(status = 200) {
    const deliveries: Delivery[] = []
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const form = new URLSearchParams(Buffer.concat(chunks).toString())
      deliveries.push({ path: request.url, token: form.get('logout_token') ?? '' })
      response.writeHead(status).end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.close()
    })
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no TCP port')
    return { deliveries, origin: `http://127.0.0.1:${address.port}` }
  }

  function startWith(origin: string): Promise<Tenant> {
    const site = { callbacks: [CALLBACK], allowedLogoutUrls: ['https://app.example/'], allowedConnections: [DATABASE] }
    const applications = [web, shop].map(({ client_id, client_secret }) => ({
      ...site,
      clientId: client_id,
      clientSecret: client_secret,
      backchannelLogoutUrl: `${origin}/${client_id}`,
    }))
    return startTenant({ applications })
  }

  test('tells every application of the session, in the form of Auth0', async () => {
    const { deliveries, origin } = await listen()
    tenant = await startWith(origin)
    const { idToken } = await logIn(web)
    await logIn(shop)
    await logOut('/v2/logout', { client_id: web.client_id })
    const paths = deliveries.map(({ path }) => path).toSorted()
    expect(paths).toEqual([`/${shop.client_id}`, `/${web.client_id}`])

    const token = deliveries.find(({ path }) => path === `/${web.client_id}`)?.token ?? ''
    const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', tenant.issuer))
    const expected = { issuer: tenant.issuer, audience: web.client_id, typ: 'JWT' }
    const { payload } = await jwtVerify(token, keys, expected)
    expect(payload).toMatchObject({ sub: 'auth0|ada', sid: decodeJwt(idToken)['sid'], jti: expect.any(String) })
    expect(payload['events']).toEqual({ 'http://schemas.openid.net/event/backchannel-logout': {} })
    expect(Number(payload.exp) - Number(payload.iat)).toBe(120)
    expect(payload).toHaveProperty('trace_id')
    expect(payload).not.toHaveProperty('nonce')
  })

  test.each([
    ['the end of the session', 'POST', (sid: string) => `sessions/${sid}/end`, undefined],
    ['a new password', 'PATCH', () => 'users/auth0%7Cada', { password: 'N3w' }],
    ['the deletion of the user', 'DELETE', () => 'users/auth0%7Cada', undefined],
  ])('follows %s', async (_name, method, path, body) => {
    const { deliveries, origin } = await listen()
    tenant = await startWith(origin)
    const { idToken } = await logIn()
    const answer = await admin(tenant, method, path(String(decodeJwt(idToken)['sid'])), body)
    expect(answer.status).toBeLessThan(300)
    expect(deliveries).toHaveLength(1)
    expect(await isLoggedIn()).toBe(false)
  })

  test('an application that refuses or is not there holds nobody up', async () => {
    const { deliveries, origin } = await listen(400)
    tenant = await startWith(origin)
    await logIn()
    expect((await logOut('/v2/logout', { client_id: web.client_id })).url.href).toBe('https://app.example/')
    expect(deliveries).toHaveLength(1)
    tenant = await startWith('http://127.0.0.1:1')
    await logIn()
    expect((await logOut('/v2/logout', { client_id: web.client_id })).url.href).toBe('https://app.example/')
  })

  test('the end of an unknown session is 404', async () => {
    expect(await send(tenant, '/_admin/sessions/unknown/end', { method: 'POST' })).toMatchObject({ status: 404 })
  })
})
