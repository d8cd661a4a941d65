import { beforeEach, describe, expect, test } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { admin, logIn, refresh, send, startTenant } from './support.ts'

let tenant: Tenant

beforeEach(async () => {
  tenant = await startTenant()
})

describe('faults', () => {
  const token = { path: '/oauth/token' }

  test('status answers with status, headers and body, as often as told', async () => {
    const body = { error: 'too_many_requests' }
    await admin(tenant, 'POST', 'faults', {
      ...token,
      kind: 'status',
      status: 429,
      times: 2,
      headers: { 'retry-after': '1' },
      body,
    })
    for (const _ of [1, 2]) {
      const answer = await logIn(tenant)
      expect(answer).toMatchObject({ status: 429, body })
      expect(answer.headers.get('retry-after')).toBe('1')
    }
    expect(await logIn(tenant)).toMatchObject({ status: 200 })
  })

  test('match by path, method and grant type', async () => {
    await admin(tenant, 'POST', 'faults', { ...token, kind: 'status', grant_type: 'refresh_token' })
    await admin(tenant, 'POST', 'faults', { path: '/userinfo', method: 'POST', kind: 'status' })
    expect(await logIn(tenant)).toMatchObject({ status: 200 })
    expect(await send(tenant, '/userinfo')).toMatchObject({ status: 401 })
    expect(await refresh(tenant, 'unknown')).toMatchObject({ status: 500 })
    expect(await send(tenant, '/userinfo', { method: 'POST' })).toMatchObject({ status: 500 })
  })

  test('reset hangs up without an effect, or after it', async () => {
    const { body } = await logIn(tenant, { scope: 'openid offline_access' })
    await admin(tenant, 'PATCH', 'settings', { leeway: 0 })
    await admin(tenant, 'POST', 'faults', { ...token, kind: 'reset' })
    await expect(refresh(tenant, body['refresh_token'])).rejects.toThrow()
    const next = await refresh(tenant, body['refresh_token'])
    expect(next.status).toBe(200)
    await admin(tenant, 'POST', 'faults', { ...token, kind: 'reset', afterEffect: true })
    await expect(refresh(tenant, next.body['refresh_token'])).rejects.toThrow()
    expect(await refresh(tenant, next.body['refresh_token'])).toMatchObject({ status: 403 })
  })

  test('malformed answers with something that is not JSON', async () => {
    await admin(tenant, 'POST', 'faults', { ...token, kind: 'malformed' })
    const answer = await logIn(tenant)
    expect(answer.headers.get('content-type')).toMatch(/json/)
    expect(() => JSON.parse(answer.text)).toThrow()
  })

  test.each([false, true])('truncated hangs up half way, after the effect: %j', async (afterEffect) => {
    await admin(tenant, 'POST', 'faults', { ...token, kind: 'truncated', afterEffect })
    await expect(logIn(tenant)).rejects.toThrow()
  })

  test.each([false, true])('delay lets the answer through, after the effect: %j', async (afterEffect) => {
    await admin(tenant, 'POST', 'faults', { ...token, kind: 'delay', delayMs: 1, afterEffect })
    expect(await logIn(tenant)).toMatchObject({ status: 200 })
  })

  test('an effect can be spoiled by a status', async () => {
    await admin(tenant, 'POST', 'faults', { ...token, kind: 'status', status: 503, afterEffect: true })
    expect(await logIn(tenant)).toMatchObject({ status: 503, text: '' })
  })

  test('can be called off', async () => {
    await admin(tenant, 'POST', 'faults', { ...token, kind: 'status' })
    expect(await admin(tenant, 'GET', 'faults')).toMatchObject({ body: [{ kind: 'status' }] })
    expect(await admin(tenant, 'DELETE', 'faults')).toMatchObject({ status: 204 })
    expect(await logIn(tenant)).toMatchObject({ status: 200 })
  })

  test('a delayed answer does not keep the tenant from closing', async () => {
    await admin(tenant, 'POST', 'faults', { ...token, kind: 'delay', delayMs: 3_600_000 })
    const login = logIn(tenant).catch((error: unknown) => error)
    const queue = async () => (await admin(tenant, 'GET', 'faults')).text
    await expect.poll(queue, { timeout: 10_000 }).toBe('[]')
    await tenant.close()
    expect(await login).toBeInstanceOf(Error)
  })
})
