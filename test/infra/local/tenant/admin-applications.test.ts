import { beforeEach, describe, expect, test } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import {
  type Answer,
  admin,
  CALLBACK,
  DATABASE,
  logIn,
  machine,
  post,
  REALM_GRANT,
  refresh,
  send,
  startTenant,
  web,
} from './support.ts'

let tenant: Tenant

beforeEach(async () => {
  tenant = await startTenant()
})

function change(patch: object, clientId = web.client_id): Promise<Answer> {
  return admin(tenant, 'PATCH', `applications/${clientId}`, patch)
}

function authorize(changes = {}): Promise<Answer> {
  const query = { client_id: web.client_id, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid' }
  return send(tenant, `/authorize?${new URLSearchParams({ ...query, ...changes })}`)
}

function logOut(path: string): Promise<Answer> {
  const url = 'https://app.example/'
  const query = { client_id: web.client_id, returnTo: url, post_logout_redirect_uri: url }
  return send(tenant, `${path}?${new URLSearchParams(query)}`)
}

function machineToken(audience: string): Promise<Answer> {
  return post(tenant, '/oauth/token', { grant_type: 'client_credentials', ...machine, audience })
}

const bob = { grant_type: REALM_GRANT, realm: 'employees', username: 'bob@example.com' }

describe('a changed application is at once without what was taken away', () => {
  test('its secret', async () => {
    await change({ clientSecret: 'another-secret' })
    expect(await logIn(tenant)).toMatchObject({ status: 401, body: { error: 'access_denied' } })
    expect(await logIn(tenant, { client_secret: 'another-secret' })).toMatchObject({ status: 200 })
  })

  test.each([[['https://other.example/callback']], [[]]])('its callback, with %j left', async (callbacks) => {
    await change({ callbacks })
    const refused = await authorize()
    expect(refused.status).toBe(403)
    expect(refused.text).toContain('Callback URL mismatch')
    expect(await logIn(tenant)).toMatchObject({ status: 200 })
  })

  test.each(['/v2/logout', '/oidc/logout'])('its logout URL, at %s', async (path) => {
    expect((await logOut(path)).headers.get('location')).toBe('https://app.example/')
    await change({ allowedLogoutUrls: [] })
    expect((await logOut(path)).headers.get('location')).toBeNull()
  })

  test('its grants', async () => {
    const { body } = await logIn(tenant, { scope: 'openid offline_access' })
    const refused = { status: 403, body: { error: 'unauthorized_client' } }
    await change({ grantTypes: ['authorization_code', 'password'] })
    expect(await refresh(tenant, body['refresh_token'])).toMatchObject(refused)
    expect((await logIn(tenant, { scope: 'openid offline_access' })).body).not.toHaveProperty('refresh_token')
    await change({ grantTypes: ['refresh_token'] })
    expect(await logIn(tenant)).toMatchObject(refused)
    expect((await authorize()).status).toBe(403)
    expect(await refresh(tenant, body['refresh_token'])).toMatchObject({ status: 200 })
  })

  test('its connection', async () => {
    expect(await logIn(tenant, bob)).toMatchObject({ status: 200 })
    await change({ allowedConnections: [DATABASE] })
    expect(await logIn(tenant, bob)).toMatchObject({ status: 403, body: { error: 'invalid_grant' } })
    expect((await authorize({ connection: 'employees' })).headers.get('location')).toContain('error=invalid_request')
  })

  test('its client grants, of which a path is one of the issuer', async () => {
    const audience = `${tenant.issuer}api/v2/`
    await change({ clientGrants: { '/api/v2/': ['read:clients'] } }, machine.client_id)
    expect(await machineToken(audience)).toMatchObject({ status: 200, body: { scope: 'read:clients' } })
    await change({ clientGrants: {} }, machine.client_id)
    expect(await machineToken(audience)).toMatchObject({ status: 403, body: { error: 'access_denied' } })
  })

  test('its rotation and overlap', async () => {
    const { body } = await logIn(tenant, { scope: 'openid offline_access' })
    await change({ rotation: false })
    expect((await refresh(tenant, body['refresh_token'])).body).not.toHaveProperty('refresh_token')
    await change({ rotation: true, leeway: 0 })
    expect((await refresh(tenant, body['refresh_token'])).body).toHaveProperty('refresh_token')
    expect(await refresh(tenant, body['refresh_token'])).toMatchObject({ status: 403 })
  })

  test('the trust in the address that it forwards', async () => {
    const from = (ip: string) => ({ 'auth0-forwarded-for': ip })
    await change({ trustIpHeader: false })
    for (let i = 0; i < 10; i += 1) await logIn(tenant, { password: 'wrong' }, from('203.0.113.1'))
    expect(await logIn(tenant, {}, from('203.0.113.2'))).toMatchObject({ status: 429 })
  })
})

test('a change keeps the other fields and applications, and a reset gives all back', async () => {
  const before = await admin(tenant, 'GET', `applications/${web.client_id}`)
  const callbacks = ['https://other.example/callback']
  const { body } = await change({ callbacks })
  expect(body).toEqual({ ...before.body, callbacks })
  await change({ grantTypes: [] }, machine.client_id)
  expect(await logIn(tenant)).toMatchObject({ status: 200 })
  expect(await admin(tenant, 'DELETE', 'applications')).toMatchObject({ status: 204 })
  expect((await admin(tenant, 'GET', `applications/${web.client_id}`)).body).toEqual(before.body)
  expect((await authorize()).status).toBe(303)
  expect(await machineToken(`${tenant.issuer}api/v2/`)).toMatchObject({ status: 200 })
})

test.each([
  { callbacks: 'https://app.example/' },
  { callbacks: ['no URL'] },
  { callbacks: ['app://callback'] },
  { callbacks: ['https://app.example/#'] },
  { allowedLogoutUrls: [''] },
  { allowedConnections: ['nowhere'] },
  { grantTypes: ['implicit'] },
  { clientSecret: '' },
  { clientGrants: { '/api/v2/': 'read:users' } },
  { clientGrants: { 'https://unknown.example': [] } },
  { rotation: 'no' },
  { leeway: -1 },
  { clientId: 'another' },
])('%j is 400 and changes nothing', async (patch) => {
  const before = await admin(tenant, 'GET', `applications/${web.client_id}`)
  expect(await change(patch)).toMatchObject({ status: 400, body: { error: expect.any(String) } })
  expect((await admin(tenant, 'GET', `applications/${web.client_id}`)).body).toEqual(before.body)
})

test.each(['GET', 'PATCH'])('%s of an unknown application is 404', async (method) => {
  expect(await admin(tenant, method, 'applications/nobody', method === 'GET' ? undefined : {})).toMatchObject({
    status: 404,
  })
})
