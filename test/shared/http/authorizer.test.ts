import { describe, expect, it } from 'vitest'
import { timeLeft } from '#shared/deadline'
import { type ErrorCode, ServiceError } from '#shared/errors'
import { authorizer } from '#shared/http/authorizer'
import type { HttpEvent } from '#shared/http/request'
import { authorizerEvent, lambdaContext } from '../support/event.ts'
import { useLog } from '../support/log.ts'

const log = useLog()
const event = authorizerEvent({ method: 'POST', path: '/orders' })
const line = { requestId: 'request-1', route: 'POST /orders', milliseconds: expect.any(Number) }

/** What Lambda reports of an authorizer that fails: everything of an error that its log would show. */
async function reported(identify: () => Promise<unknown>, context = lambdaContext): Promise<unknown> {
  const answer = authorizer(identify)(event, context)
  const error: unknown = await answer.then(
    (result) => Promise.reject(new Error(`It answered ${JSON.stringify(result)}`)),
    (reason) => reason,
  )
  return error instanceof Error ? { ...error, message: error.message, cause: error.cause } : error
}

describe('who is let in', () => {
  it('is told to the API, and leaves one line', async () => {
    const caller = { userId: 'auth0|1', groups: ['editors'] }
    expect(await authorizer(async () => caller)(event, lambdaContext)).toEqual({ isAuthorized: true, context: caller })
    expect(log).toEqual([{ ...line, timestamp: expect.any(String), level: 'INFO', statusCode: 200 }])
  })

  it('is judged by what the request shows, with or without headers', async () => {
    const seen: HttpEvent[] = []
    const look = authorizer(async (asked) => void seen.push(asked))
    const { headers: _, ...bare } = event
    await look(authorizerEvent({ headers: { secret: 's' }, cookies: ['sid=1', 'sid=2'] }), lambdaContext)
    await look(bare, lambdaContext)
    expect(seen).toMatchObject([{ headers: { secret: 's' }, cookies: ['sid=1', 'sid=2'] }, { headers: {} }])
    expect(seen.map(({ body }) => body)).toEqual([undefined, undefined])
  })
})

it('has a deadline before API Gateway gives it up', async () => {
  const left: number[] = []
  await authorizer(async () => left.push(timeLeft()))(event, lambdaContext)
  expect(left[0]).toBeGreaterThan(7000)
  expect(left[0]).toBeLessThanOrEqual(8000)
})

describe('a refusal is an answer', () => {
  const refusals: ErrorCode[] = ['invalid_request', 'invalid_client', 'invalid_token', 'invalid_grant', 'access_denied']

  it.each<ErrorCode>([...refusals, 'not_found', 'mfa_required'])('%s', async (code) => {
    const error = new ServiceError(code, 'k-secret', { cookies: ['sid=; k-secret'] })
    const refusing = authorizer(() => Promise.reject(error))
    expect(await refusing(event, lambdaContext)).toEqual({ isAuthorized: false })
    expect(log).toEqual([expect.objectContaining({ ...line, level: 'INFO', statusCode: 403 })])
    expect(log[0]).toMatchObject({ error: [{ code }] })
    expect(JSON.stringify(log)).not.toContain('k-secret')
  })
})

describe('a failure is Lambda’s to report, and quotes nothing', () => {
  const cause = Object.assign(new Error('k-secret'), { token: 'k-secret' })

  it.each<[string, unknown]>([
    ...(
      ['temporarily_unavailable', 'bad_gateway', 'server_error', 'too_many_requests', 'too_many_attempts'] as const
    ).map((code): [string, unknown] => [code, new ServiceError(code, 'k-secret', { cause, cookies: ['k-secret'] })]),
    ['an error of anybody', cause],
    ['an error with a status of its own', Object.assign(new Error('k-secret'), { statusCode: 401 })],
    ['what is no error', 'k-secret'],
  ])('%s', async (_, error) => {
    const told = await reported(() => Promise.reject(error))
    expect(told).toEqual({
      name: 'AuthorizerFailure',
      message: 'See the log line of request request-1',
      cause: undefined,
    })
    expect(log).toEqual([expect.objectContaining({ ...line, level: 'ERROR', statusCode: 500 })])
    expect(JSON.stringify(log)).not.toContain('k-secret')
  })

  it('a function that is about to be cut off', async () => {
    const cutOff = { ...lambdaContext, getRemainingTimeInMillis: () => 0 }
    expect(await reported(() => new Promise(() => undefined), cutOff)).toMatchObject({ name: 'AuthorizerFailure' })
    expect(log).toMatchObject([{ statusCode: 500, error: [{ code: 'temporarily_unavailable' }] }])
  })
})
