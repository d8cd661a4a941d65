import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { API, DATABASE, logIn, PASSWORD, post, REALM_GRANT, refresh, startTenant, web } from './support.ts'

let tenant: Tenant

beforeEach(async () => {
  tenant = await startTenant()
})

const realm = { grant_type: REALM_GRANT, realm: 'employees', username: 'bob@example.com' }

describe('password grants', () => {
  test('take JSON, and give all OIDC scopes and no sid where nothing is asked for', async () => {
    const request = { grant_type: 'password', username: 'ada', password: PASSWORD, ...web }
    const { status, body } = await post(tenant, '/oauth/token', request, { json: true })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 86_400,
      scope: 'openid profile email address phone',
    })
    expect(body['access_token']).toMatch(/^[\w-]{32}$/)
    expect(body).not.toHaveProperty('refresh_token')
    const claims = decodeJwt(String(body['id_token']))
    expect(claims).toMatchObject({ sub: 'auth0|ada', email: 'ada@example.com', aud: web.client_id })
    expect(claims).not.toHaveProperty('sid')
    expect(Number(claims.exp) - Number(claims.iat)).toBe(36_000)
  })

  test('give every scope of the audience where none is asked for', async () => {
    const { body } = await logIn(tenant, { audience: API })
    expect(decodeJwt(String(body['access_token']))).toMatchObject({
      gty: 'password',
      scope: 'openid profile email address phone read:things write:things',
    })
  })

  test('give claims and tokens by scope, and say nothing of a scope granted as asked', async () => {
    const { body } = await logIn(tenant, { scope: 'openid email' })
    expect(body).not.toHaveProperty('scope')
    const claims = decodeJwt(String(body['id_token']))
    expect(claims).toHaveProperty('email')
    expect(claims).not.toHaveProperty('name')
    expect((await logIn(tenant, { scope: 'profile' })).body).not.toHaveProperty('id_token')
  })

  test('serve an audience that is no URI, with the lifetime and the refusal of offline access of its API', async () => {
    const { body } = await logIn(tenant, { audience: 'not a uri', scope: 'read:x offline_access' })
    expect(body).toMatchObject({ expires_in: 60, scope: 'read:x' })
    expect(body).not.toHaveProperty('refresh_token')
    expect(decodeJwt(String(body['access_token'])).aud).toBe('not a uri')
  })

  test('log in to the named realm', async () => {
    const { body } = await logIn(tenant, realm)
    expect(decodeJwt(String(body['id_token'])).sub).toBe('auth0|bob')
  })

  test('give refresh tokens that work', async () => {
    const { body } = await logIn(tenant, { scope: 'openid offline_access' })
    const next = await refresh(tenant, body['refresh_token'])
    expect(next.status).toBe(200)
    expect(decodeJwt(String(next.body['id_token']))).not.toHaveProperty('sid')
  })

  test('accept the secret in a Basic header, but not beside one in the body', async () => {
    const authorization = `Basic ${btoa(`${web.client_id}:${web.client_secret}`)}`
    const request = { grant_type: 'password', username: 'ada', password: PASSWORD }
    const headers = { authorization }
    expect(await post(tenant, '/oauth/token', request, { headers })).toMatchObject({ status: 200 })
    expect(await post(tenant, '/oauth/token', { ...request, ...web }, { headers })).toMatchObject({ status: 400 })
  })
})

test('a default audience serves requests that name none', async () => {
  const other = await startTenant({ defaultAudience: API, connections: [DATABASE] })
  const { body } = await logIn(other, { scope: 'openid read:things' })
  expect(decodeJwt(String(body['access_token'])).aud).toEqual([API, `${other.issuer}userinfo`])
})
