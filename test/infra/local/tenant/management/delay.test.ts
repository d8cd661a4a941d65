import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DATABASE } from '../support.ts'
import { type Api, startApi, userPath } from './support.ts'

let api: Api

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  api = await startApi()
  await api.set({ searchDelay: 10 })
})

afterEach(() => vi.useRealTimers())

const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds)

async function found(email: string): Promise<unknown[]> {
  return JSON.parse((await api.get(`/users?q=email:"${email}"&fields=name`)).text)
}

describe('a search that lags behind', () => {
  const zoe = { email: 'zoe@example.com', name: 'Zoe', password: 'Passw0rd', connection: DATABASE, user_id: 'zoe' }

  test('knows users as they were', async () => {
    await api.call('POST', '/users', zoe)
    expect(await found(zoe.email)).toEqual([])
    pass(9999)
    expect(await found(zoe.email)).toEqual([])
    await api.call('PATCH', userPath('auth0|zoe'), { name: 'Zoë' })
    pass(1)
    expect(await found(zoe.email)).toEqual([{ name: 'Zoe' }])
    pass(9999)
    expect(await found(zoe.email)).toEqual([{ name: 'Zoë' }])
    await api.call('DELETE', userPath('auth0|zoe'))
    expect(await found(zoe.email)).toEqual([{ name: 'Zoë' }])
    pass(10_000)
    expect(await found(zoe.email)).toEqual([])
  })

  test('knows the users of the beginning at once', async () => {
    expect(await found('ada@example.com')).toEqual([{ name: 'Ada' }])
  })

  test('lags even behind many changes and a long time', async () => {
    pass(7_200_000)
    for (let i = 0; i < 30; i += 1) await api.call('PATCH', userPath('auth0|ada'), { name: `Ada ${i}` })
    expect(await found('ada@example.com')).toEqual([{ name: 'Ada' }])
    pass(7_200_000)
    await api.call('PATCH', userPath('auth0|ada'), { name: 'Ada' })
    expect(await found('ada@example.com')).toEqual([{ name: 'Ada 29' }])
  })

  test('leaves the other ways to find users alone', async () => {
    await api.call('POST', '/users', zoe)
    expect(await api.get(userPath('auth0|zoe'))).toMatchObject({ status: 200 })
    expect((await api.get(`/users-by-email?email=${zoe.email}`)).body).toMatchObject([{ name: 'Zoe' }])
    await api.set({ searchDelay: 0 })
    expect(await found(zoe.email)).toHaveLength(1)
  })
})
