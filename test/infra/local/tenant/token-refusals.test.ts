import { beforeEach, describe, expect, test } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { logIn, machine, REALM_GRANT, send, startTenant } from './support.ts'

let tenant: Tenant

beforeEach(async () => {
  tenant = await startTenant()
})

const realm = { grant_type: REALM_GRANT, realm: 'employees', username: 'bob@example.com' }
const code = { grant_type: 'authorization_code', code: 'unknown', redirect_uri: 'https://app.example/callback' }

describe('refusals at /oauth/token', () => {
  test.each([
    ['a wrong password', { password: 'wrong' }, 403, 'invalid_grant', 'Wrong email or password.'],
    ['an unknown user', { username: 'nobody@example.com' }, 403, 'invalid_grant', 'Wrong email or password.'],
    ['a user of another connection', { username: 'bob@example.com' }, 403, 'invalid_grant', 'Wrong email or password.'],
    ['an unknown realm', { ...realm, realm: 'nowhere' }, 403, 'invalid_grant', 'Wrong email or password.'],
    [
      'a realm that is not enabled',
      { ...realm, realm: 'partners', username: 'eve@example.com' },
      403,
      'invalid_grant',
      'Wrong email or password.',
    ],
    ['a blocked user', { username: 'blocked@example.com' }, 401, 'unauthorized', 'user is blocked'],
    [
      'a suspicious login',
      { username: 'robot@example.com' },
      401,
      'requires_verification',
      'Suspicious request requires verification',
    ],
    [
      'an unknown audience',
      { audience: 'https://nowhere.example' },
      400,
      'invalid_request',
      'invalid audience specified for password grant exchange',
    ],
    ['a missing username', { username: '' }, 400, 'invalid_request', 'Missing required parameter: username'],
    ['a missing realm', { ...realm, realm: '' }, 400, 'invalid_request', 'Missing required parameter: realm'],
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'access_denied', 'Unauthorized'],
    ['an empty secret', { client_secret: '' }, 401, 'access_denied', 'Unauthorized'],
    ['an unknown application', { client_id: 'unknown' }, 401, 'access_denied', 'Unauthorized'],
    ['no application', { client_id: '', client_secret: '' }, 401, 'access_denied', 'Unauthorized'],
    ['an unknown code', code, 403, 'invalid_grant', 'Invalid authorization code'],
    ['a missing code', { ...code, code: '' }, 400, 'invalid_request', 'Missing required parameter: code'],
    [
      'an unknown refresh token',
      { grant_type: 'refresh_token', refresh_token: 'unknown' },
      403,
      'invalid_grant',
      'Unknown or invalid refresh token.',
    ],
    [
      'a grant type that is not enabled',
      { ...machine },
      403,
      'unauthorized_client',
      "Grant type 'password' not allowed for the client.",
    ],
    ['an unknown grant type', { grant_type: 'wish' }, 403, 'unsupported_grant_type', 'Unsupported grant type: wish'],
    ['a missing grant type', { grant_type: '' }, 400, 'invalid_request', 'Missing required parameter: grant_type'],
  ])('%s', async (_name, changes, status, error, error_description) => {
    const answer = await logIn(tenant, changes)
    expect(answer).toMatchObject({ status, body: { error, error_description } })
  })

  test('a leaked password', async () => {
    const answer = await logIn(tenant, { username: 'leaked@example.com' })
    expect(answer).toMatchObject({ status: 401, body: { error: 'password_leaked' } })
  })

  test('the password grant of a tenant without default directory', async () => {
    const other = await startTenant({ defaultDirectory: undefined })
    expect(await logIn(other)).toMatchObject({
      status: 500,
      body: { error_description: 'Authorization server not configured with default connection.' },
    })
  })

  test.each([
    ['a repeated parameter', 'application/x-www-form-urlencoded', 'grant_type=password&grant_type=password'],
    ['a number', 'application/json', '{"grant_type":1}'],
    ['a nested value', 'application/json', '{"grant_type":"password","username":{"$ne":""}}'],
    ['a list', 'application/json', '[]'],
    ['broken JSON', 'application/json', '{"grant_type":'],
    ['another content type', 'text/plain', 'grant_type=password'],
    ['a body beyond 56 KiB', 'application/x-www-form-urlencoded', `grant_type=${'x'.repeat(57 * 1024)}`],
  ])('%s in the body is an invalid_request', async (_name, type, body) => {
    const answer = await send(tenant, '/oauth/token', { method: 'POST', headers: { 'content-type': type }, body })
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })
})

test('answers carry the headers of Auth0', async () => {
  const { headers } = await logIn(tenant)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('content-type')).toMatch(/^application\/json/)
  for (const name of ['limit', 'remaining', 'reset']) expect(headers.get(`x-ratelimit-${name}`)).toMatch(/^\d+$/)
})
