import { describe, expect, it } from 'vitest'
import { retryAfter, TenantRefusal, toServiceError } from '#shared/auth0/refusal'
import type { ErrorCode } from '#shared/errors'
import { errorResult } from '#shared/http/status'

const NOW = 1_795_341_600_000
const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const refuse = (status: number, body: unknown, headers = {}) => toServiceError(answer(status, body, headers), NOW)

/** Every row of "Exact errors at /oauth/token", and what we say of it. */
const rows: [number, string, string, ErrorCode, number][] = [
  [403, 'invalid_grant', 'Wrong email or password.', 'invalid_grant', 403],
  [403, 'invalid_grant', 'Invalid authorization code', 'invalid_grant', 403],
  [403, 'invalid_grant', 'Failed to verify code verifier', 'invalid_grant', 403],
  [403, 'invalid_grant', 'Unknown or invalid refresh token.', 'invalid_grant', 403],
  [403, 'invalid_grant', 'user is blocked', 'invalid_grant', 403],
  [403, 'invalid_grant', 'The refresh_token was generated for a user who doesn’t exist.', 'invalid_grant', 403],
  [400, 'invalid_grant', 'older tenants', 'invalid_grant', 403],
  [403, 'mfa_required', 'Multifactor authentication required', 'mfa_required', 403],
  [403, 'invalid_grant', 'Invalid otp_code.', 'invalid_grant', 403],
  [403, 'expired_token', 'mfa_token is expired', 'bad_gateway', 502],
  [400, 'authorization_pending', 'Authorization pending', 'bad_gateway', 502],
  [400, 'slow_down', 'x', 'bad_gateway', 502],
  [400, 'access_denied', 'MFA Authorization rejected.', 'bad_gateway', 502],
  [429, 'too_many_attempts', 'Your account has been blocked', 'too_many_attempts', 429],
  [401, 'password_leaked', 'This login attempt has been blocked', 'password_leaked', 403],
  [401, 'requires_verification', 'Suspicious request requires verification', 'requires_verification', 403],
  [401, 'unauthorized', 'user is blocked', 'access_denied', 403],
  [403, 'unauthorized', 'user is blocked', 'access_denied', 403],
  [401, 'access_denied', 'Unauthorized', 'bad_gateway', 502],
  [401, 'invalid_client', 'Client authentication failed', 'bad_gateway', 502],
  [403, 'unauthorized_client', 'Grant type not allowed for the client.', 'bad_gateway', 502],
  [403, 'access_denied', 'Client is not authorized to access "AUD".', 'bad_gateway', 502],
  [400, 'invalid_request', 'invalid audience specified for password grant exchange', 'bad_gateway', 502],
  [400, 'invalid_scope', 'x', 'bad_gateway', 502],
  [429, 'too_many_requests', 'Too many requests', 'too_many_requests', 429],
  [501, 'unsupported_grant_type', 'x', 'temporarily_unavailable', 503],
  [503, 'temporarily_unavailable', 'x', 'temporarily_unavailable', 503],
  [500, 'invalid_grant', 'a broken tenant that speaks of grants', 'temporarily_unavailable', 503],
]

describe('a refusal of the tenant', () => {
  it.each(rows)('%i %s %s: %s', (status, error, description, code, ours) => {
    const refusal = refuse(status, { error, error_description: description })
    expect(refusal.code).toBe(code)
    expect(errorResult(refusal, 'id').statusCode).toBe(ours)
  })

  it.each(['__proto__', 'constructor', 'toString', ''])(
    'with the word %j is our own configuration’s fault',
    (error) => {
      expect(refuse(403, { error }).code).toBe('bad_gateway')
    },
  )

  it.each([
    ['no JSON', '<html>'],
    ['nothing', ''],
    ['a list', []],
    ['no error', { error_description: 'x' }],
    ['an error that is no text', { error: { code: 1 } }],
  ])('of %s is an outage, whatever its status', (_, body) => {
    for (const status of [200, 302, 400, 401, 403, 404, 500, 502]) {
      expect(refuse(status, body).code).toBe('temporarily_unavailable')
    }
  })

  it('a limit is a limit, whatever its body', () => {
    for (const body of ['<html>', '', { error: 'access_denied' }]) {
      expect(refuse(429, body).code).toBe('too_many_requests')
    }
  })
})

describe('what goes along with a refusal', () => {
  it('is the second factor’s token, and its requirements when they are told', () => {
    const error = 'mfa_required'
    const mfa_requirements = { challenge: [{ type: 'otp' }] }
    expect(refuse(403, { error, mfa_token: 'Fe26.2*x' }).options.members).toEqual({ mfa_token: 'Fe26.2*x' })
    expect(refuse(403, { error, mfa_token: 'Fe26.2*x', mfa_requirements }).options.members).toEqual({
      mfa_token: 'Fe26.2*x',
      mfa_requirements,
    })
  })

  it('is nothing of another refusal', () => {
    const { members } = refuse(403, { error: 'invalid_grant', mfa_token: 'x', mfa_requirements: {}, more: 1 }).options
    expect(members).toEqual({})
  })

  it('is never the tenant’s sentence, which may name a user', () => {
    for (const [status, error] of rows) {
      const refusal = refuse(status, { error, error_description: 'anna@site.example' })
      expect(JSON.stringify(errorResult(refusal, 'id'))).not.toContain('anna')
      expect(String(refusal.cause)).not.toContain('anna')
    }
  })

  it('is the tenant’s word for the log', () => {
    const { cause } = refuse(401, { error: 'access_denied' })
    expect(cause).toBeInstanceOf(TenantRefusal)
    expect(cause).toMatchObject({ code: '401 access_denied' })
  })
})

describe('seconds to wait after a limit', () => {
  it.each<[string, Record<string, string>, number]>([
    ['Retry-After', { 'retry-after': '7' }, 7],
    ['Retry-After before the reset', { 'retry-after': '7', 'x-ratelimit-reset': String(NOW / 1000 + 60) }, 7],
    ['part of a second', { 'retry-after': '0.2' }, 1],
    ['the reset', { 'x-ratelimit-reset': String(NOW / 1000 + 60) }, 60],
    [
      'the reset when Retry-After is a date',
      { 'retry-after': 'Sun, 22 Nov 2026', 'x-ratelimit-reset': `${NOW / 1000 + 9}` },
      9,
    ],
    ['a reset that has passed', { 'x-ratelimit-reset': String(NOW / 1000 - 60) }, 1],
    ['none told', {}, 1],
    ['nonsense', { 'retry-after': '-5', 'x-ratelimit-reset': 'soon' }, 1],
  ])('%s', (_, headers, seconds) => {
    expect(retryAfter(answer(429, '', headers), NOW)).toBe(seconds)
    expect(refuse(429, { error: 'too_many_attempts' }, headers).options.retryAfter).toBe(seconds)
  })

  it('are told to the caller', () => {
    const { headers } = errorResult(refuse(429, {}, { 'retry-after': '7' }), 'id')
    expect(headers).toMatchObject({ 'retry-after': '7' })
  })
})
