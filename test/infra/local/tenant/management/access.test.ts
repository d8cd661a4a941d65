import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { admin, logIn, send } from '../support.ts'
import { callWith, openApi, refusal, SCOPES, startApi, tokenFor } from './support.ts'

const NOBODY = encodeURIComponent('auth0|nobody')

const ENDPOINTS: [string, string, string][] = [
  ['GET', '/users', 'read:users'],
  ['POST', '/users', 'create:users'],
  ['GET', '/users-by-email', 'read:users'],
  ['GET', `/users/${NOBODY}`, 'read:users'],
  ['PATCH', `/users/${NOBODY}`, 'update:users'],
  ['DELETE', `/users/${NOBODY}`, 'delete:users'],
  ['DELETE', `/users/${NOBODY}/sessions`, 'delete:sessions'],
  ['DELETE', `/users/${NOBODY}/refresh-tokens`, 'delete:refresh_tokens'],
  ['GET', '/device-credentials', 'read:device_credentials'],
  ['DELETE', '/device-credentials/dcr_1', 'delete:device_credentials'],
  ['DELETE', `/user-blocks/${NOBODY}`, 'update:users'],
  ['POST', '/tickets/password-change', 'create:user_tickets'],
  ['GET', '/connections', 'read:connections'],
  ['GET', '/connections/con_1', 'read:connections'],
  ['POST', '/jobs/users-imports', 'create:users'],
  ['POST', '/jobs/verification-email', 'update:users'],
  ['GET', '/jobs/job_1', 'create:users,read:users'],
  ['GET', '/jobs/job_1/errors', 'create:users,read:users'],
]

let tenant: Tenant

beforeEach(async () => {
  tenant = (await startApi()).tenant
})

afterEach(() => vi.useRealTimers())

describe('a token', () => {
  const get = (token: string) => callWith(tenant, token, 'GET', '/users?per_page=1')

  test('is needed', async () => {
    expect(await send(tenant, '/api/v2/users')).toMatchObject(refusal(401, 'Missing authentication'))
    const basic = { headers: { authorization: 'Basic YTpi' } }
    expect(await send(tenant, '/api/v2/users', basic)).toMatchObject(refusal(401, 'Missing authentication'))
    expect(await get('nonsense')).toMatchObject(refusal(401, 'Invalid token'))
  })

  test('must be for the Management API', async () => {
    const { body } = await logIn(tenant, { audience: 'https://api.example.com', scope: 'openid read:things' })
    expect(await get(String(body['access_token']))).toMatchObject(refusal(401, 'Invalid token'))
  })

  test('must come from this tenant', async () => {
    const other = await startApi({ state: undefined })
    expect(await get(other.token)).toMatchObject(refusal(401, 'Invalid token'))
    const sameKeys = await startApi()
    expect(await get(sameKeys.token)).toMatchObject(refusal(401, 'Invalid token'))
  })

  test('expires after its lifetime', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const token = await tokenFor(tenant)
    vi.setSystemTime(Date.now() + 86_399_000)
    expect(await get(token)).toMatchObject({ status: 200 })
    vi.setSystemTime(Date.now() + 2000)
    const message = 'Expired token received for JSON Web Token validation'
    expect(await get(token)).toMatchObject(refusal(401, message))
  })

  test('can be revoked with all others so far', async () => {
    const token = await tokenFor(tenant)
    expect(await admin(tenant, 'POST', 'management/revoke-tokens')).toMatchObject({ status: 204 })
    expect(await get(token)).toMatchObject(refusal(401, 'Invalid token'))
    expect(await get(await tokenFor(tenant))).toMatchObject({ status: 200 })
  })

  test.each(ENDPOINTS)('%s %s needs one of the scopes %s', async (method, path, scopes) => {
    const others = SCOPES.filter((scope) => !scopes.split(',').includes(scope))
    const answer = await callWith(tenant, await tokenFor(tenant, others), method, path)
    expect(answer).toMatchObject(refusal(403, `Insufficient scope, expected any of: ${scopes}`, 'insufficient_scope'))
    for (const scope of scopes.split(',')) {
      const allowed = await callWith(tenant, await tokenFor(tenant, [scope]), method, path)
      expect(allowed.body['errorCode']).not.toBe('insufficient_scope')
    }
  })

  test.each(['/', '/nothing', '/users/a/b', '/users/', '/jobs', '/users/a/sessions/b'])('%s is 404', async (path) => {
    expect(await callWith(tenant, await tokenFor(tenant), 'GET', path)).toMatchObject(refusal(404, 'Not Found'))
  })

  test('another method is 404', async () => {
    expect(await callWith(tenant, await tokenFor(tenant), 'PUT', '/users')).toMatchObject(refusal(404, 'Not Found'))
  })
})

describe('the back door', () => {
  test('counts and shows calls, ids as {id}', async () => {
    const { call } = await openApi(tenant)
    await admin(tenant, 'DELETE', 'counters')
    await call('GET', '/users')
    await call('PATCH', `/users/${NOBODY}`, { name: 'x' })
    await call('DELETE', `/users/${NOBODY}/sessions`)
    await call('GET', '/jobs/job_1/errors')
    await call('POST', '/jobs/users-imports')
    expect((await admin(tenant, 'GET', 'counters')).body).toEqual({
      'GET /api/v2/users': 1,
      'PATCH /api/v2/users/{id}': 1,
      'DELETE /api/v2/users/{id}/sessions': 1,
      'GET /api/v2/jobs/{id}/errors': 1,
      'POST /api/v2/jobs/users-imports': 1,
    })
    const { text } = await admin(tenant, 'GET', 'requests')
    expect(JSON.parse(text)).toContainEqual(
      expect.objectContaining({ method: 'PATCH', path: `/api/v2/users/${NOBODY}`, body: { name: 'x' } }),
    )
  })

  test('faults match {id}, or one id', async () => {
    const { get } = await openApi(tenant)
    const fault = { kind: 'status', status: 503, method: 'GET' }
    await admin(tenant, 'POST', 'faults', { ...fault, path: '/api/v2/users/{id}' })
    expect(await get('/users')).toMatchObject({ status: 200 })
    expect(await get('/users/auth0%7Cada')).toMatchObject({ status: 503 })
    await admin(tenant, 'POST', 'faults', { ...fault, path: '/api/v2/users/auth0%7Cada' })
    expect(await get('/users/auth0%7Ccareful')).toMatchObject({ status: 200 })
    expect(await get('/users/auth0%7Cada')).toMatchObject({ status: 503 })
  })
})
