import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { admin, logIn, refresh, shop, startTenant } from './support.ts'

const DAY = 86_400_000
const REFUSAL = {
  status: 403,
  body: { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' },
}

let tenant: Tenant

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  tenant = await startTenant()
})

afterEach(() => vi.useRealTimers())

function pass(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds)
}

async function firstToken(changes = {}): Promise<string> {
  const { body } = await logIn(tenant, { scope: 'openid email offline_access', ...changes })
  return String(body['refresh_token'])
}

async function rotate(token: string): Promise<string> {
  const { status, body } = await refresh(tenant, token)
  expect(status).toBe(200)
  return String(body['refresh_token'])
}

async function reuses(): Promise<unknown> {
  return (await admin(tenant, 'GET', 'counters')).body['refresh token reuse']
}

describe('rotation', () => {
  test('gives a new refresh token each time, and says the scope', async () => {
    const token = await firstToken()
    const { body } = await refresh(tenant, token)
    expect(body['refresh_token']).not.toBe(token)
    expect(String(body['scope']).split(' ').toSorted()).toEqual(['email', 'offline_access', 'openid'])
  })

  test('the previous token works again within the overlap, to its last millisecond', async () => {
    const first = await firstToken()
    const second = await rotate(first)
    pass(29_999)
    const sibling = await rotate(first)
    expect(sibling).not.toBe(second)
    await rotate(second)
    await rotate(sibling)
    expect(await reuses()).toBeUndefined()
  })

  test('after the overlap it is reuse: the whole family ends', async () => {
    const first = await firstToken()
    const second = await rotate(first)
    pass(30_000)
    expect(await refresh(tenant, first)).toMatchObject(REFUSAL)
    expect(await refresh(tenant, second)).toMatchObject(REFUSAL)
    expect(await reuses()).toBe(1)
  })

  test('a second use does not prolong the overlap', async () => {
    const first = await firstToken()
    await rotate(first)
    pass(20_000)
    await rotate(first)
    pass(20_000)
    expect(await refresh(tenant, first)).toMatchObject(REFUSAL)
  })

  test('the second to last token is reuse even within the overlap', async () => {
    const first = await firstToken()
    const second = await rotate(first)
    const third = await rotate(second)
    expect(await refresh(tenant, first)).toMatchObject(REFUSAL)
    expect(await refresh(tenant, third)).toMatchObject(REFUSAL)
    expect(await reuses()).toBe(1)
  })

  test('the end of a family leaves those of other logins alone', async () => {
    const other = await firstToken()
    const first = await firstToken()
    await rotate(await rotate(first))
    await refresh(tenant, first)
    await rotate(other)
  })

  test('without overlap each token works once', async () => {
    await admin(tenant, 'PATCH', 'settings', { leeway: 0 })
    const first = await firstToken()
    await rotate(first)
    expect(await refresh(tenant, first)).toMatchObject(REFUSAL)
    expect(await reuses()).toBe(1)
  })

  test('does not extend the thirty days', async () => {
    const first = await firstToken()
    pass(29 * DAY)
    const second = await rotate(first)
    pass(DAY - 1000)
    const third = await rotate(second)
    pass(1000)
    expect(await refresh(tenant, third)).toMatchObject(REFUSAL)
  })

  test('switched off, it lets a token work again and does not repeat it', async () => {
    await admin(tenant, 'PATCH', 'settings', { rotation: false })
    const token = await firstToken()
    for (const _ of [1, 2]) {
      const { status, body } = await refresh(tenant, token)
      expect(status).toBe(200)
      expect(body).not.toHaveProperty('refresh_token')
    }
  })
})

describe('refreshing', () => {
  test('narrows the scope on demand, and never widens it', async () => {
    const first = await firstToken()
    const { body } = await refresh(tenant, first, { scope: 'openid' })
    expect(body['scope']).toBe('openid')
    expect(await refresh(tenant, body['refresh_token'], { scope: 'openid profile' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    })
  })

  test('is refused for another application, and costs the token nothing', async () => {
    const token = await firstToken()
    expect(await refresh(tenant, token, shop)).toMatchObject(REFUSAL)
    await rotate(token)
  })

  test.each([
    ['a blocked user', 'PATCH', { blocked: true }, 'user is blocked'],
    ['a deleted user', 'DELETE', undefined, "The refresh_token was generated for a user who doesn't exist anymore."],
  ])('is refused for %s', async (_name, method, change, error_description) => {
    const token = await firstToken()
    await admin(tenant, method, `users/${encodeURIComponent('auth0|ada')}`, change)
    expect(await refresh(tenant, token)).toMatchObject({
      status: 403,
      body: { error: 'invalid_grant', error_description },
    })
  })
})

test('of two refreshes at once without overlap, one wins and the family ends', async () => {
  await admin(tenant, 'PATCH', 'settings', { leeway: 0 })
  const token = await firstToken()
  const answers = await Promise.all([refresh(tenant, token), refresh(tenant, token)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403])
  const winner = answers.find(({ status }) => status === 200)
  expect(await refresh(tenant, winner?.body['refresh_token'])).toMatchObject(REFUSAL)
})
