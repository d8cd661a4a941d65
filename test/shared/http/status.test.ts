import { describe, expect, it } from 'vitest'
import { type ErrorCode, ServiceError, unavailable } from '#shared/errors'
import { errorResult } from '#shared/http/status'

const statuses: Record<ErrorCode, number> = {
  invalid_request: 400,
  unsupported_grant_type: 400,
  invalid_client: 401,
  invalid_token: 401,
  invalid_grant: 403,
  access_denied: 403,
  mfa_required: 403,
  requires_verification: 403,
  password_leaked: 403,
  not_found: 404,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_attempts: 429,
  too_many_requests: 429,
  server_error: 500,
  bad_gateway: 502,
  tenant_refused: 502,
  temporarily_unavailable: 503,
}
const bodyOf = (error: unknown): unknown => JSON.parse(errorResult(error, 'id-1').body ?? '')

describe('every refusal', () => {
  it.each(Object.entries(statuses))('%s is %i, in one shape', (word, statusCode) => {
    const [code] = Object.keys(statuses).filter((known): known is ErrorCode => known === word)
    if (!code) throw new Error('Unknown word')
    const error = new ServiceError(code, 'A safe sentence')
    expect(errorResult(error, 'id-1').statusCode).toBe(statusCode)
    expect(errorResult(error, 'id-1').headers).toMatchObject({ 'content-type': 'application/json' })
    const body = { error: word, error_description: 'A safe sentence', statusCode, requestId: 'id-1' }
    expect(bodyOf(error)).toEqual(body)
  })

  it('of 401 names the scheme, no other does', () => {
    for (const code of ['invalid_client', 'invalid_token'] as const) {
      expect(errorResult(new ServiceError(code, 'x'), 'id').headers).toHaveProperty('www-authenticate', 'Bearer')
    }
    expect(errorResult(new ServiceError('access_denied', 'x'), 'id').headers).not.toHaveProperty('www-authenticate')
  })

  it('tells when to try again, cookies and further members', () => {
    const options = { retryAfter: 7, cookies: ['sid=; Path=/'], members: { mfa_token: 'm' } }
    const error = new ServiceError('mfa_required', 'x', options)
    expect(errorResult(error, 'id')).toMatchObject({ headers: { 'retry-after': '7' }, cookies: ['sid=; Path=/'] })
    expect(bodyOf(error)).toMatchObject({ error: 'mfa_required', mfa_token: 'm' })
  })

  it('has members of its own that no further one replaces', () => {
    const members = { error: 'x', error_description: 'x', statusCode: 200, requestId: 'x' }
    expect(bodyOf(new ServiceError('invalid_grant', 'y', { members }))).toEqual({
      error: 'invalid_grant',
      error_description: 'y',
      statusCode: 403,
      requestId: 'id-1',
    })
  })

  it('of an outage says when to come again', () => {
    expect(errorResult(unavailable('down'), 'id').headers).toHaveProperty('retry-after', '2')
  })
})

describe('what went wrong underneath', () => {
  const secret = 'sk-the-secret-cause'

  it('never leaves', () => {
    const cause = Object.assign(new Error(secret, { cause: secret }), { code: secret, body: { secret } })
    expect(JSON.stringify(errorResult(new ServiceError('bad_gateway', 'x', { cause }), 'id'))).not.toContain(secret)
    expect(JSON.stringify(errorResult(unavailable('x', cause), 'id'))).not.toContain(secret)
  })

  it.each<[string, unknown]>([
    ['an error', new Error(secret)],
    [
      'an error of another library',
      Object.assign(new Error(secret), { statusCode: 418, code: 'invalid_grant', expose: true }),
    ],
    ['a thing that looks like ours', { name: 'ServiceError', code: 'invalid_grant', message: secret, options: {} }],
    ['a text', secret],
    ['nothing', undefined],
    ['null', null],
  ])('says nothing when it is unknown: %s', (_, error) => {
    const result = errorResult(error, 'id-1')
    expect(result.statusCode).toBe(500)
    expect(JSON.stringify(result)).not.toContain(secret)
    expect(bodyOf(error)).toMatchObject({ error: 'server_error', requestId: 'id-1' })
  })
})
