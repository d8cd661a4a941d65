import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TenantRefusal } from '#shared/auth0/refusal'
import { ServiceError, unavailable } from '#shared/errors'
import { logFailure, logRequest, observe } from '#shared/observability'
import { useLog } from './support/log.ts'

const log = useLog()
const line = { requestId: 'id-1', route: 'GET /x', milliseconds: 5 }

describe('the line of a request', () => {
  it.each([
    [200, 'INFO'],
    [403, 'INFO'],
    [500, 'ERROR'],
    [503, 'ERROR'],
  ])('of %i is %s', (statusCode, level) => {
    logRequest({ ...line, statusCode })
    expect(log).toEqual([{ timestamp: expect.any(String), level, ...line, statusCode }])
  })

  it('names an error and its causes by their words, without their sentences', () => {
    const system = Object.assign(new Error('connect to anna@site.example'), { code: 'ECONNRESET' })
    logRequest({ ...line, statusCode: 503, error: unavailable('of anna', new Error('anna', { cause: system })) })
    expect(log[0]?.['error']).toMatchObject([
      { name: 'ServiceError', code: 'temporarily_unavailable' },
      { name: 'Error' },
      { name: 'Error', code: 'ECONNRESET' },
    ])
    expect(JSON.stringify(log)).not.toContain('anna')
  })

  it('names the tenant’s word', () => {
    const error = new ServiceError('bad_gateway', 'x', { cause: new TenantRefusal(401, 'access_denied') })
    logRequest({ ...line, statusCode: 502, error })
    expect(JSON.stringify(log)).toContain('401 access_denied')
  })

  it('shows where an unknown error comes from', () => {
    logRequest({ ...line, statusCode: 500, error: new TypeError('of anna\n    at anna') })
    const here = expect.arrayContaining([expect.stringContaining('observability.test.ts')])
    expect(log[0]?.['error']).toEqual([{ name: 'TypeError', at: here }])
  })

  it.each(['text', 5, null, { message: 'anna' }])('says nothing of what is no error: %j', (error) => {
    logRequest({ ...line, statusCode: 500, error })
    expect(log[0]?.['error']).toEqual([])
  })

  it('cannot be broken in two', () => {
    logRequest({ ...line, route: 'GET /x\n{"level":"INFO"}', statusCode: 200 })
    expect(log).toHaveLength(1)
  })
})

it('what happened beside the answer is a warning', () => {
  observe('revoke_failed', unavailable('x'))
  expect(log).toMatchObject([{ level: 'WARN', event: 'revoke_failed', error: [{ code: 'temporarily_unavailable' }] }])
})

describe('an error that a metric is about', () => {
  const error = new ServiceError('bad_gateway', 'x', { misconfigured: true })

  beforeEach(() => void vi.stubEnv('STAGE', 'dev'))
  afterEach(() => void vi.unstubAllEnvs())

  it('is counted in its own line', () => {
    logRequest({ ...line, statusCode: 502, error })
    logFailure('login_failed', 'id-1', error)
    const counts = { Stage: 'dev', ConfigurationFaults: 1, _aws: expect.any(Object), timestamp: expect.any(String) }
    expect(log).toMatchObject([
      { ...counts, ...line, level: 'ERROR', statusCode: 502 },
      { ...counts, event: 'login_failed', requestId: 'id-1', level: 'WARN' },
    ])
  })

  it('is not counted again beside the answer', () => {
    observe('revoke_failed', error)
    expect(log).toEqual([
      { timestamp: expect.any(String), level: 'WARN', event: 'revoke_failed', error: expect.any(Array) },
    ])
  })
})
