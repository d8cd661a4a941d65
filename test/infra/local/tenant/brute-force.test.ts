import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { logIn, REALM_GRANT, shop, startTenant } from './support.ts'

let tenant: Tenant

beforeEach(async () => {
  tenant = await startTenant()
})

afterEach(() => vi.useRealTimers())

const realm = { grant_type: REALM_GRANT, realm: 'employees', username: 'bob@example.com' }

describe('brute-force protection', () => {
  const from = (ip: string) => ({ 'auth0-forwarded-for': ip })

  async function fail(times: number, ip: string, changes = {}) {
    for (let i = 0; i < times; i += 1) await logIn(tenant, { password: 'wrong', ...changes }, from(ip))
  }

  test('blocks an address and identifier after ten failures, a right password too', async () => {
    for (const _ of ['at first', 'and again after a success']) {
      await fail(9, '203.0.113.1')
      expect(await logIn(tenant, {}, from('203.0.113.1'))).toMatchObject({ status: 200 })
    }
    await fail(10, '203.0.113.1', { username: 'ADA@example.com' })
    const blocked = await logIn(tenant, {}, from('203.0.113.1'))
    expect(blocked).toMatchObject({ status: 429, body: { error: 'too_many_attempts' } })
    expect(await logIn(tenant, {}, from('203.0.113.2'))).toMatchObject({ status: 200 })
    expect(await logIn(tenant, realm, from('203.0.113.1'))).toMatchObject({ status: 200 })
  })

  test('ends after thirty days', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await fail(10, '203.0.113.1')
    vi.setSystemTime(Date.now() + 30 * 86_400_000)
    expect(await logIn(tenant, {}, from('203.0.113.1'))).toMatchObject({ status: 200 })
  })

  test('ignores the forwarded address of an application that is not trusted', async () => {
    await fail(10, '203.0.113.1', shop)
    expect(await logIn(tenant, shop, from('203.0.113.2'))).toMatchObject({ status: 429 })
  })
})
