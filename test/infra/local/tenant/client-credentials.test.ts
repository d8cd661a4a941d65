import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { API, logIn, machine, post, startTenant } from './support.ts'

let tenant: Tenant

beforeEach(async () => {
  tenant = await startTenant()
})

describe('client credentials', () => {
  const ask = (changes = {}) =>
    post(tenant, '/oauth/token', { grant_type: 'client_credentials', audience: API, ...machine, ...changes })

  test('give a JWT of the application itself', async () => {
    const { status, body } = await ask()
    expect(status).toBe(200)
    expect(body['scope']).toBe('read:things write:things')
    expect(decodeJwt(String(body['access_token']))).toMatchObject({
      sub: `${machine.client_id}@clients`,
      azp: machine.client_id,
      aud: API,
      gty: 'client-credentials',
    })
  })

  test('give the asked subset of the granted scopes', async () => {
    expect((await ask({ scope: 'read:things' })).body['scope']).toBe('read:things')
  })

  test.each([
    ['an unknown audience', { audience: 'https://nowhere.example' }, 'Service not found: https://nowhere.example'],
    ['an audience without client grant', { audience: 'not a uri' }, /^Client is not authorized to access "not a uri"/],
    ['no audience', { audience: '' }, /^Non-global clients/],
    ['a scope that was not granted', { scope: 'delete:things' }, /delete:things/],
  ])('are denied for %s', async (_name, changes, error_description) => {
    const answer = await ask(changes)
    expect(answer).toMatchObject({ status: 403, body: { error: 'access_denied' } })
    expect(answer.body['error_description']).toMatch(error_description)
  })

  test('open the Management API, which no user login can', async () => {
    const audience = `${tenant.issuer}api/v2/`
    const { body } = await ask({ audience })
    expect(decodeJwt(String(body['access_token']))).toMatchObject({ aud: audience, scope: 'read:users' })
    const login = await logIn(tenant, { audience, scope: 'openid read:users' })
    expect(login.body['scope']).toBe('openid')
  })
})
