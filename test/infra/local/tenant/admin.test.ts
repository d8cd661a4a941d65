import { beforeEach, describe, expect, test } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { admin, DATABASE, logIn, startTenant } from './support.ts'

let tenant: Tenant

beforeEach(async () => {
  tenant = await startTenant()
})

describe('bad input is 400 and changes nothing', () => {
  test.each([
    ['faults', {}],
    ['faults', { path: '/oauth/token' }],
    ['faults', { path: '/oauth/token', kind: 'earthquake' }],
    ['faults', { path: '/oauth/token', kind: 'status', times: 0 }],
    ['faults', { path: '/oauth/token', kind: 'status', headers: { a: 1 } }],
    ['faults', { path: '/oauth/token', kind: 'status', surprise: true }],
    ['users', { user_id: 'auth0|new' }],
    ['users', { user_id: 'auth0|ada', email: 'a@example.com', password: 'x', connection: DATABASE }],
    ['users', { user_id: 'auth0|new', email: 'a@example.com', password: 'x', connection: 'nowhere' }],
  ])('POST %s %j', async (path, body) => {
    const answer = await admin(tenant, 'POST', path, body)
    expect(answer).toMatchObject({ status: 400, body: { error: expect.any(String) } })
    expect(await logIn(tenant)).toMatchObject({ status: 200 })
  })

  test.each([
    { accessTokenLifetime: 0 },
    { leeway: -1 },
    { leeway: 1.5 },
    { rotation: 'no' },
    { idTokenAlg: 'RS512' },
    { idTokenClaims: [] },
    { unknown: 1 },
    'text',
  ])('PATCH settings %j', async (body) => {
    const before = await admin(tenant, 'GET', 'settings')
    expect(await admin(tenant, 'PATCH', 'settings', body)).toMatchObject({ status: 400 })
    expect((await admin(tenant, 'GET', 'settings')).body).toEqual(before.body)
  })

  test.each([
    ['POST', 'nothing'],
    ['PUT', 'settings'],
    ['PATCH', 'users/unknown'],
    ['DELETE', 'users/unknown'],
  ])('%s %s is 404', async (method, path) => {
    expect(await admin(tenant, method, path, {})).toMatchObject({ status: 404, body: { error: expect.any(String) } })
  })
})

describe('users', () => {
  const grace = { user_id: 'auth0|grace', email: 'grace@example.com', password: 'one', connection: DATABASE }

  test('can be added, changed and removed', async () => {
    const attempt = (password: string) => logIn(tenant, { username: grace.email, password })
    expect(await admin(tenant, 'POST', 'users', grace)).toMatchObject({ status: 200, body: grace })
    expect(await attempt('one')).toMatchObject({ status: 200 })
    await admin(tenant, 'PATCH', 'users/auth0%7Cgrace', { password: 'two' })
    expect(await attempt('one')).toMatchObject({ status: 403 })
    expect(await attempt('two')).toMatchObject({ status: 200 })
    expect(await admin(tenant, 'DELETE', 'users/auth0%7Cgrace')).toMatchObject({ status: 204 })
    expect(await attempt('two')).toMatchObject({ status: 403 })
  })

  test('a new password lifts the block of too many attempts', async () => {
    for (let i = 0; i < 10; i += 1) await logIn(tenant, { password: 'wrong' })
    expect(await logIn(tenant)).toMatchObject({ status: 429 })
    await admin(tenant, 'PATCH', 'users/auth0%7Cada', { password: 'N3w' })
    expect(await logIn(tenant, { password: 'N3w' })).toMatchObject({ status: 200 })
  })
})
