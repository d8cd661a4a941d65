import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { admin, send, startTenant } from '../support.ts'
import { callWith, refusal, tokenFor } from './support.ts'

let tenant: Tenant

afterEach(() => vi.useRealTimers())

describe('the rate limit', () => {
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(1_800_000_000_000)
    tenant = await startTenant()
  })

  test('is ten at once and two a second, with headers', async () => {
    const token = await tokenFor(tenant, ['read:users'])
    const get = () => callWith(tenant, token, 'GET', '/users')
    for (let left = 9; left >= 0; left -= 1) {
      const { status, headers } = await get()
      expect(status).toBe(200)
      expect(headers.get('x-ratelimit-limit')).toBe('10')
      expect(headers.get('x-ratelimit-remaining')).toBe(String(left))
    }
    const answer = await get()
    expect(answer).toMatchObject(refusal(429, 'Global limit has been reached', 'too_many_requests'))
    expect(answer.headers.get('x-ratelimit-reset')).toBe('1800000001')
    vi.setSystemTime(1_800_000_001_000)
    expect([(await get()).status, (await get()).status, (await get()).status]).toEqual([200, 200, 429])
  })

  test('counts before the token is looked at, and can be set', async () => {
    await admin(tenant, 'PATCH', 'settings', { managementLimit: { perSecond: 0.5, burst: 1 } })
    expect(await send(tenant, '/api/v2/users')).toMatchObject({ status: 401 })
    expect(await send(tenant, '/api/v2/connections')).toMatchObject({ status: 429 })
    vi.setSystemTime(1_800_000_002_000)
    expect(await send(tenant, '/api/v2/users')).toMatchObject({ status: 401 })
  })

  test.each([
    { managementLimit: 5 },
    { managementLimit: { burst: 5 } },
    { managementLimit: { perSecond: 0, burst: 5 } },
    { managementLimit: { perSecond: 1, burst: 0 } },
    { searchDelay: 3601 },
    { searchLimit: 0 },
    { pureNegation: 'maybe' },
    { usernameConnections: 'all' },
    { usernameConnections: [1] },
    { importLimit: 1 },
    { jobSeconds: -1 },
  ])('the settings refuse %j', async (settings) => {
    expect(await admin(tenant, 'PATCH', 'settings', settings)).toMatchObject({ status: 400 })
  })
})
