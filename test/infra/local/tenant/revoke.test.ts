import { beforeEach, describe, expect, test } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { logIn, post, refresh, shop, startTenant, web } from './support.ts'

const REFUSAL = {
  status: 403,
  body: { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' },
}

let tenant: Tenant

beforeEach(async () => {
  tenant = await startTenant()
})

async function firstToken(changes = {}): Promise<string> {
  const { body } = await logIn(tenant, { scope: 'openid email offline_access', ...changes })
  return String(body['refresh_token'])
}

async function rotate(token: string): Promise<string> {
  const { status, body } = await refresh(tenant, token)
  expect(status).toBe(200)
  return String(body['refresh_token'])
}

describe('/oauth/revoke', () => {
  const revoke = (token: unknown, changes = {}, options = {}) =>
    post(tenant, '/oauth/revoke', { token, ...web, ...changes }, options)

  test.each([{ json: true }, { json: false }])('ends the family of a refresh token, with %j', async (options) => {
    const first = await firstToken()
    const second = await rotate(first)
    expect(await revoke(second, {}, options)).toMatchObject({ status: 200, text: '' })
    expect(await refresh(tenant, second)).toMatchObject(REFUSAL)
    expect(await refresh(tenant, first)).toMatchObject(REFUSAL)
  })

  test('answers 200 to an unknown token', async () => {
    expect(await revoke('unknown')).toMatchObject({ status: 200, text: '' })
  })

  test('leaves the token of another application and access tokens alone', async () => {
    const token = await firstToken()
    expect(await revoke(token, shop)).toMatchObject({ status: 200 })
    await rotate(token)
    const { body } = await logIn(tenant)
    expect(await revoke(body['access_token'])).toMatchObject({ status: 200 })
    const headers = { authorization: `Bearer ${body['access_token']}` }
    expect((await fetch(new URL('/userinfo', tenant.issuer), { headers })).status).toBe(200)
  })

  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'access_denied'],
    ['no secret', { client_secret: '' }, 401, 'access_denied'],
    ['no token', { token: '' }, 400, 'invalid_request'],
  ])('refuses %s', async (_name, changes, status, error) => {
    expect(await revoke('unknown', changes)).toMatchObject({ status, body: { error } })
  })
})
