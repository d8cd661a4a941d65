import { describe, expect, it } from 'vitest'
import { serviceRefused, TenantRefusal, toServiceError } from '#shared/auth0/refusal'
import { metrics } from '#shared/environment'
import { type Activity, during, type ErrorCode, ServiceError, unavailable } from '#shared/errors'
import { toManagementError } from '#shared/management/failure'
import { countedBy, embeddedMetrics } from '#shared/metrics'
import { extractMetrics } from '../support/emf.ts'
import { refusalOf } from './support/refusal.ts'

const { refreshFailures, configurationFaults, deniedLogins } = metrics.names

/** What comes out of an activity that fails by an error. */
const failing = (activity: Activity, error: Error) => refusalOf(during(activity, () => Promise.reject(error)))
const refusal = (code: ErrorCode) => new ServiceError(code, 'x')
/** The tenant's answer in our words. */
const answer = (status: number, error: string) =>
  toServiceError({ status, headers: {}, body: JSON.stringify({ error }) }, 0)

describe('a login that fails', () => {
  it.each<[string, ServiceError, readonly string[]]>([
    ['wrong credentials', answer(403, 'invalid_grant'), [deniedLogins]],
    ['a state that is not known', refusal('invalid_grant'), [deniedLogins]],
    ['a blocked user', answer(401, 'unauthorized'), [deniedLogins]],
    ['a bot', answer(401, 'requires_verification'), [deniedLogins]],
    ['a leaked password', answer(401, 'password_leaked'), [deniedLogins]],
    ['too many attempts', answer(429, 'too_many_attempts'), [deniedLogins]],
    ['a second factor', answer(403, 'mfa_required'), []],
    ['the tenant’s rate limit', answer(429, 'too_many_requests'), []],
    ['the tenant’s outage', answer(500, 'x'), []],
    ['our outage', unavailable('x'), []],
    ['an ID token that is not proved', refusal('bad_gateway'), []],
    ['a wrong client secret', answer(401, 'access_denied'), [configurationFaults]],
    ['a grant that is not enabled', answer(403, 'unauthorized_client'), [configurationFaults]],
    ['a wrong input', refusal('invalid_request'), []],
  ])('by %s', async (_, error, expected) => {
    expect(countedBy(await failing('login', error))).toEqual(expected)
  })
})

describe('a refresh that fails', () => {
  it.each<[string, ServiceError, readonly string[]]>([
    ['an ended session', refusal('invalid_token'), []],
    ['an ended grant', new ServiceError('invalid_token', 'x', { cause: answer(403, 'invalid_grant') }), []],
    ['a blocked user', answer(401, 'unauthorized'), [refreshFailures]],
    ['a second factor', answer(403, 'mfa_required'), [refreshFailures]],
    ['the tenant’s rate limit', answer(429, 'too_many_requests'), [refreshFailures]],
    ['the tenant’s outage', answer(503, 'x'), [refreshFailures]],
    ['our outage', unavailable('x'), [refreshFailures]],
    ['an ID token that is not proved', refusal('bad_gateway'), [refreshFailures]],
    ['a wrong client secret', answer(401, 'access_denied'), [refreshFailures, configurationFaults]],
    [
      'a secret that is not set',
      unavailable('x', undefined, { misconfigured: true }),
      [refreshFailures, configurationFaults],
    ],
  ])('by %s', async (_, error, expected) => {
    expect(countedBy(await failing('refresh', error))).toEqual(expected)
  })
})

describe('beside logins and refreshes', () => {
  const managed = (statusCode: number) =>
    toManagementError({ statusCode, message: '', errorCode: undefined, retryAfter: 1 })

  it.each<[string, unknown, readonly string[]]>([
    ['a management client that is refused', managed(401), [configurationFaults]],
    ['a scope that is missing', managed(403), [configurationFaults]],
    ['a connection that is refused', serviceRefused(new TenantRefusal(400, 'x')), [configurationFaults]],
    ['a management call that is refused for its input', managed(400), []],
    ['the rate limit of management', managed(429), []],
    ['an outage', unavailable('x', answer(401, 'access_denied')), []],
    ['wrong credentials of nobody’s login', refusal('invalid_grant'), []],
    ['a page of another site', refusal('access_denied'), []],
    ['a caller that does not prove itself', refusal('invalid_client'), []],
    ['a bug', new TypeError('x'), []],
    ['no error', undefined, []],
    ['a text', 'invalid_grant', []],
  ])('%s', (_, error, expected) => {
    expect(countedBy(error)).toEqual(expected)
  })
})

it('an activity hands on what it did not make, and keeps all that an error says', async () => {
  const bug = new TypeError('x')
  await expect(during('login', () => Promise.reject(bug))).rejects.toBe(bug)
  expect(await during('login', async () => 5)).toBe(5)
  const error = new ServiceError('mfa_required', 'said', { members: { mfa_token: 'm' }, cookies: ['a=b'], cause: bug })
  const { code, message, options, cause } = await failing('refresh', error)
  expect({ code, message, options, cause }).toEqual({
    code: 'mfa_required',
    message: 'said',
    options: { ...error.options, during: 'refresh' },
    cause: bug,
  })
})

describe('members of a log line', () => {
  it('say what CloudWatch is to count, for the stage alone', () => {
    const all = Object.values(metrics.names)
    const counted = all.map((name) => ({
      namespace: 'Auth0Client',
      name,
      value: 1,
      unit: 'Count',
      dimensions: { Stage: 'dev' },
    }))
    expect(extractMetrics(embeddedMetrics(all, 'dev'))).toEqual(counted)
  })

  it('are none without anything to count, and none for a stage without a name', () => {
    expect(embeddedMetrics([], 'dev')).toEqual({})
    expect(embeddedMetrics([deniedLogins], '')).toEqual({})
  })

  it('carry the time of the event', () => {
    expect(embeddedMetrics([deniedLogins], 'dev', 1_700_000_000_123)).toMatchObject({
      _aws: { Timestamp: 1_700_000_000_123 },
    })
  })
})
