import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { ada, answerOf, authorizeUrl, Browser, bob, claimsOf, type Form, type Visit } from './browser.ts'
import { DATABASE, shop, startTenant } from './support.ts'

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

describe('the session of the browser', () => {
  const ofShop = { client_id: shop.client_id, prompt: 'none' }

  test('opens the other application without a login, under the same sid', async () => {
    const first = await claimsOf(tenant, await open({}, ada))
    const second = await claimsOf(tenant, await open(ofShop), shop)
    expect(second).toMatchObject({ aud: shop.client_id, sub: first.sub, sid: first['sid'] })
  })

  test('does not open an application that its connection is not enabled for', async () => {
    await open({}, bob)
    expect(answerOf(await open(ofShop))).toMatchObject({ error: 'login_required' })
    expect(answerOf(await open({ connection: DATABASE, prompt: 'none' }))).toMatchObject({ error: 'login_required' })
  })

  test('asks again on prompt=login, and after max_age', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await open({}, ada)
    expect((await open({ prompt: 'login' })).url.pathname).toBe('/u/login')
    vi.setSystemTime(Date.now() + 61_000)
    expect((await open({ max_age: '60' })).url.pathname).toBe('/u/login')
    expect(answerOf(await open({ max_age: '62' }))).toHaveProperty('code')
  })

  test('lasts three days', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await open({}, ada)
    vi.setSystemTime(Date.now() + 3 * 86_400_000)
    expect(answerOf(await open({ prompt: 'none' }))).toMatchObject({ error: 'login_required' })
  })

  test('gives way to another user, with a new sid', async () => {
    const first = await claimsOf(tenant, await open({}, ada))
    const second = await claimsOf(tenant, await open({ prompt: 'login' }, bob))
    expect(second.sub).toBe('auth0|bob')
    expect(second['sid']).not.toBe(first['sid'])
  })

  test('survives a new login of the same user under the same sid', async () => {
    const first = await claimsOf(tenant, await open({}, ada))
    const second = await claimsOf(tenant, await open({ prompt: 'login' }, ada))
    expect(second['sid']).toBe(first['sid'])
  })
})
