import { beforeEach, describe, expect, test } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { admin, logIn, refresh, send, startTenant, web } from './support.ts'

let tenant: Tenant

beforeEach(async () => {
  tenant = await startTenant()
})

describe('counters and requests', () => {
  test('count by method, path and grant type, faulty requests too, admin calls not', async () => {
    await logIn(tenant)
    await refresh(tenant, 'unknown')
    await admin(tenant, 'POST', 'faults', { path: '/userinfo', kind: 'status' })
    await send(tenant, '/userinfo')
    expect((await admin(tenant, 'GET', 'counters')).body).toEqual({
      'POST /oauth/token': 2,
      'POST /oauth/token password': 1,
      'POST /oauth/token refresh_token': 1,
      'GET /userinfo': 1,
    })
    await admin(tenant, 'DELETE', 'counters')
    expect((await admin(tenant, 'GET', 'counters')).body).toEqual({})
  })

  test('requests show what was sent, the last 200', async () => {
    await logIn(tenant, {}, { 'auth0-forwarded-for': '203.0.113.1' })
    await send(tenant, '/v2/logout?client_id=a')
    const { body } = await admin(tenant, 'GET', 'requests')
    expect(body).toMatchObject([
      {
        method: 'POST',
        path: '/oauth/token',
        query: {},
        headers: { 'auth0-forwarded-for': '203.0.113.1' },
        body: { grant_type: 'password', client_id: web.client_id },
      },
      { method: 'GET', path: '/v2/logout', query: { client_id: 'a' } },
    ])
    for (let i = 0; i < 205; i += 1) await send(tenant, `/nothing?i=${i}`)
    const { body: last } = await admin(tenant, 'GET', 'requests')
    expect(last).toHaveLength(200)
    expect(last).toMatchObject({ 199: { query: { i: '204' } } })
    await admin(tenant, 'DELETE', 'requests')
    expect((await admin(tenant, 'GET', 'requests')).body).toEqual([])
  })
})
