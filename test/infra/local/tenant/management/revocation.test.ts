import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { ada, authorizeUrl, Browser } from '../browser.ts'
import { logIn, refresh, web } from '../support.ts'
import { type Api, refusal, startApi, userPath } from './support.ts'

const OFFLINE = { scope: 'openid offline_access' }
const PLAN = refusal(403, expect.any(String), 'feature_not_enabled')

let api: Api

beforeEach(async () => {
  api = await startApi()
})

async function refreshToken(username = 'ada@example.com'): Promise<unknown> {
  return (await logIn(api.tenant, { ...OFFLINE, username })).body['refresh_token']
}

async function credentials(query: string): Promise<Record<string, string>[]> {
  const { status, text } = await api.get(`/device-credentials?${query}`)
  expect(status).toBe(200)
  return JSON.parse(text)
}

describe('DELETE /users/{id}/sessions', () => {
  const path = `${userPath('auth0|ada')}/sessions`

  test('ends all sessions of the user on Enterprise plans', async () => {
    await api.set({ enterprise: true })
    const browsers = [new Browser(), new Browser()]
    for (const browser of browsers) await browser.visit(authorizeUrl(api.tenant), ada)
    expect(await api.call('DELETE', path)).toMatchObject({ status: 202, text: '' })
    for (const browser of browsers) {
      const { url } = await browser.visit(authorizeUrl(api.tenant, { prompt: 'none' }))
      expect(url.searchParams.get('error')).toBe('login_required')
    }
    expect(await api.call('DELETE', path)).toMatchObject({ status: 202 })
    expect(await api.call('DELETE', `${userPath('auth0|x')}/sessions`)).toMatchObject({ status: 404 })
  })

  test('is not for other plans', async () => {
    const browser = new Browser()
    await browser.visit(authorizeUrl(api.tenant), ada)
    expect(await api.call('DELETE', path)).toMatchObject(PLAN)
    const { url } = await browser.visit(authorizeUrl(api.tenant, { prompt: 'none' }))
    expect(url.searchParams.has('code')).toBe(true)
  })
})

describe('DELETE /users/{id}/refresh-tokens', () => {
  const path = `${userPath('auth0|ada')}/refresh-tokens`

  test('revokes all of the user, and no other, on Enterprise plans', async () => {
    await api.set({ enterprise: true })
    const own = [await refreshToken(), await refreshToken()]
    expect(await api.call('DELETE', path)).toMatchObject({ status: 202, text: '' })
    for (const token of own) expect(await refresh(api.tenant, token)).toMatchObject({ status: 403 })
    expect(await refresh(api.tenant, await refreshToken())).toMatchObject({ status: 200 })
    expect(await api.call('DELETE', `${userPath('auth0|x')}/refresh-tokens`)).toMatchObject({ status: 404 })
  })

  test('is not for other plans', async () => {
    const token = await refreshToken()
    expect(await api.call('DELETE', path)).toMatchObject(PLAN)
    expect(await refresh(api.tenant, token)).toMatchObject({ status: 200 })
  })
})

describe('device credentials', () => {
  const user_id = encodeURIComponent('auth0|ada')

  test('are the refresh tokens of a user, a family as one', async () => {
    const first = await refreshToken()
    const { body } = await refresh(api.tenant, first)
    await refreshToken()
    const found = await credentials(`user_id=${user_id}`)
    expect(found).toEqual(
      [1, 2].map(() => ({
        id: expect.stringMatching(/^dcr_[\da-z]{16}$/),
        device_name: '',
        type: 'rotating_refresh_token',
        user_id: 'auth0|ada',
        client_id: web.client_id,
      })),
    )
    expect(body['refresh_token']).toBeDefined()
    expect(await credentials(`user_id=${encodeURIComponent('auth0|bob')}`)).toEqual([])
    expect(await credentials(`user_id=${user_id}&client_id=shop-application`)).toEqual([])
    expect(await credentials(`user_id=${user_id}&client_id=${web.client_id}&fields=type`)).toEqual([
      { type: 'rotating_refresh_token' },
      { type: 'rotating_refresh_token' },
    ])
  })

  test.each([
    ['rotating ones apart', {}, [1, 0, 1]],
    ['none that rotate', { rotation: false }, [1, 1, 0]],
    ['all together', { rotatingCredentialsApart: false }, [1, 1, 1]],
  ])('have a type: %s', async (_name, settings, counts) => {
    await api.set(settings)
    await refreshToken()
    const queries = ['', '&type=refresh_token', '&type=rotating_refresh_token', '&type=public_key']
    const found = await Promise.all(queries.map((query) => credentials(`user_id=${user_id}${query}`)))
    expect(found.map(({ length }) => length)).toEqual([...counts, 0])
  })

  test('come in pages, then of type refresh_token', async () => {
    await api.set({ rotation: false })
    for (let i = 0; i < 3; i += 1) await refreshToken()
    const { body } = await api.get(`/device-credentials?user_id=${user_id}&page=1&per_page=2&include_totals=true`)
    expect(body).toEqual({ start: 2, limit: 2, total: 3, device_credentials: [expect.any(Object)] })
    await api.set({ rotation: true })
    expect(await credentials(`user_id=${user_id}&page=0`)).toEqual([])
  })

  test.each(['per_page=0', 'per_page=101', 'type=cookie', 'surprise=1'])('refuse %s', async (query) => {
    expect(await api.get(`/device-credentials?${query}`)).toMatchObject({
      status: 400,
      body: { errorCode: 'invalid_query_string' },
    })
  })

  test('revoke the family they stand for, and that alone', async () => {
    const first = await refreshToken()
    const second = (await refresh(api.tenant, first)).body['refresh_token']
    const [credential] = await credentials(`user_id=${user_id}`)
    const other = await refreshToken()
    for (const _ of [1, 2]) {
      expect(await api.call('DELETE', `/device-credentials/${credential?.['id']}`)).toMatchObject({ status: 204 })
    }
    for (const token of [first, second]) expect(await refresh(api.tenant, token)).toMatchObject({ status: 403 })
    expect(await refresh(api.tenant, other)).toMatchObject({ status: 200 })
    expect(await credentials(`user_id=${user_id}`)).toHaveLength(1)
  })
})

describe('DELETE /user-blocks/{id}', () => {
  test('lifts the block of too many attempts, not that of an administrator', async () => {
    for (let i = 0; i < 10; i += 1) await logIn(api.tenant, { password: 'wrong' })
    expect(await logIn(api.tenant)).toMatchObject({ status: 429 })
    expect(await api.call('DELETE', '/user-blocks/auth0%7Cada')).toMatchObject({ status: 204 })
    const { body } = await logIn(api.tenant)
    expect(decodeJwt(String(body['id_token'])).sub).toBe('auth0|ada')
    await api.call('DELETE', '/user-blocks/auth0%7Cblocked')
    expect(await logIn(api.tenant, { username: 'blocked@example.com' })).toMatchObject({ status: 401 })
    expect(await api.call('DELETE', '/user-blocks/auth0%7Cx')).toMatchObject({ status: 404 })
  })
})
