import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { ada, authorizeUrl, Browser } from './browser.ts'
import { admin, logIn, refresh, send, startTenant } from './support.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

test('listens on loopback under an issuer with a trailing slash', async () => {
  const { issuer } = await startTenant()
  expect(issuer).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
})

test('rejects with EADDRINUSE where the port is taken', async () => {
  const { issuer } = await startTenant()
  const port = Number(new URL(issuer).port)
  await expect(startTenant({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('says nothing on the console, refusals and server errors included', async () => {
  const methods = ['log', 'info', 'warn', 'error', 'debug'] as const
  const spies = methods.map((method) => vi.spyOn(console, method).mockImplementation(() => {}))
  const tenant = await startTenant({ defaultDirectory: undefined })
  await logIn(tenant)
  await refresh(tenant, 'unknown')
  await send(tenant, '/nothing')
  await send(tenant, '/oauth/token', { method: 'POST', body: '{' })
  await refresh(tenant, 'unknown', {}, { origin: 'https://other.example' })
  await new Browser().visit(authorizeUrl(tenant, { client_id: 'unknown' }))
  await hangUp(tenant)
  await admin(tenant, 'POST', 'keys/rotate')
  for (const spy of spies) expect(spy).not.toHaveBeenCalled()
})

/** Leaves in the middle of a body, as a caller does that runs out of time. */
async function hangUp({ issuer }: Tenant): Promise<void> {
  const { hostname, port } = new URL(issuer)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write('POST /oauth/token HTTP/1.1\r\nHost: tenant\r\nContent-Length: 10\r\n\r\nhalf')
  await new Promise<void>((resolve) => socket.end(() => resolve()))
  socket.destroy()
}

describe('state', () => {
  async function restart(tenant: Tenant) {
    const state = JSON.parse(JSON.stringify(tenant.state()))
    await tenant.close()
    return startTenant({ state, users: [] })
  }

  test('carries users, keys, sessions and refresh tokens over a restart', async () => {
    let tenant = await startTenant()
    const browser = new Browser()
    await browser.visit(authorizeUrl(tenant), ada)
    const { body } = await logIn(tenant, { scope: 'openid offline_access' })
    const keys = (await send(tenant, '/.well-known/jwks.json')).body
    await admin(tenant, 'PATCH', 'users/auth0%7Cada', { name: 'Ada L.' })

    tenant = await restart(tenant)
    expect((await send(tenant, '/.well-known/jwks.json')).body).toEqual(keys)
    expect(await refresh(tenant, body['refresh_token'])).toMatchObject({ status: 200 })
    expect(await logIn(tenant)).toMatchObject({ status: 200 })
    const { url } = await browser.visit(authorizeUrl(tenant, { prompt: 'none' }))
    expect(url.searchParams.has('code')).toBe(true)
    expect(tenant.state().users).toContainEqual(expect.objectContaining({ name: 'Ada L.' }))
  })

  test('remembers a used refresh token: reuse is noticed after a restart', async () => {
    let tenant = await startTenant()
    const { body: first } = await logIn(tenant, { scope: 'openid offline_access' })
    const { body: second } = await refresh(tenant, first['refresh_token'])
    const { body: third } = await refresh(tenant, second['refresh_token'])
    tenant = await restart(tenant)
    expect(await refresh(tenant, first['refresh_token'])).toMatchObject({ status: 403 })
    expect(await refresh(tenant, third['refresh_token'])).toMatchObject({ status: 403 })
  })

  test('leaves out what has expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const tenant = await startTenant()
    await logIn(tenant)
    expect(tenant.state().models).not.toHaveLength(0)
    vi.setSystemTime(Date.now() + 400 * 86_400_000)
    expect(tenant.state().models).toHaveLength(0)
  })

  test('is a copy for the tenant that starts from it', async () => {
    const tenant = await startTenant()
    const { body } = await logIn(tenant, { scope: 'openid offline_access' })
    const copy = await startTenant({ state: tenant.state() })
    await refresh(tenant, body['refresh_token'])
    await admin(tenant, 'PATCH', 'users/auth0%7Cada', { blocked: true })
    expect(await logIn(copy)).toMatchObject({ status: 200 })
    expect(await refresh(copy, body['refresh_token'])).toMatchObject({ status: 200 })
  })
})
