import { describe, expect, it } from 'vitest'
import { timeLeft } from '#shared/deadline'
import { ServiceError } from '#shared/errors'
import { endpoint } from '#shared/http/endpoint'
import type { HttpEvent } from '#shared/http/request'
import { json } from '#shared/http/responses'
import { type Asked, lambdaContext, lambdaEvent } from '../support/event.ts'
import { useLog } from '../support/log.ts'

const log = useLog()
const echo = endpoint(async ({ body }: HttpEvent) => json({ got: body ?? null }), { body: true })
const call = (handler: typeof echo, asked: Asked = {}) => handler(lambdaEvent(asked), lambdaContext)
const JSON_TYPE = { 'content-type': 'application/json' }
const bodyOf = ({ body = '' }): unknown => JSON.parse(body)

describe('every answer', () => {
  const security = {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
  }

  it('has the security headers, a refusal and a failure too', async () => {
    const refusing = endpoint(() => Promise.reject(new ServiceError('invalid_token', 'x')))
    const failing = endpoint(() => Promise.reject(new Error('x')))
    const answers = await Promise.all([call(echo), call(refusing), call(failing), call(echo, { body: 'x' })])
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 401, 500, 415])
    for (const { headers } of answers) expect(headers).toMatchObject(security)
  })

  it('keeps its own headers, cookies and status', async () => {
    const own = endpoint(async () => ({
      statusCode: 302,
      headers: { location: '/x', 'cache-control': 'max-age=1' },
      cookies: ['a=b'],
    }))
    const answer = await call(own)
    expect(answer).toMatchObject({ statusCode: 302, cookies: ['a=b'] })
    expect(answer.headers).toMatchObject({ location: '/x', 'cache-control': 'max-age=1' })
  })
})

describe('the caller is judged', () => {
  const identify = () => {
    throw new ServiceError('invalid_client', 'who?')
  }
  const guarded = endpoint(async () => json({}), { body: true, identify })

  it.each<[string, Asked]>([
    ['a malformed body', { headers: JSON_TYPE, body: '{' }],
    ['an unknown type', { headers: { 'content-type': 'text/plain' }, body: 'x' }],
    ['a good body', { headers: JSON_TYPE, body: '{}' }],
    ['no body', {}],
  ])('before %s', async (_, asked) => {
    expect(bodyOf(await call(guarded, asked))).toMatchObject({ error: 'invalid_client', statusCode: 401 })
  })

  it('before the endpoint runs', async () => {
    const ran: string[] = []
    const run = async () => json({ ran: ran.push('run') })
    await call(endpoint(run, { identify }))
    expect(ran).toEqual([])
  })
})

describe('the net under an endpoint', () => {
  it.each<[string, unknown]>([
    ['an error', new Error('sk-secret')],
    ['an error with a status of its own', Object.assign(new Error('sk-secret'), { statusCode: 200, expose: true })],
    ['a type error', new TypeError('sk-secret')],
  ])('says nothing of %s but the id', async (_, error) => {
    const answer = await call(endpoint(() => Promise.reject(error)))
    expect(answer.statusCode).toBe(500)
    expect(bodyOf(answer)).toMatchObject({ error: 'server_error', requestId: 'request-1' })
    expect(JSON.stringify([answer, log])).not.toContain('sk-secret')
  })

  it('does not take a failure of the endpoint for a malformed body', async () => {
    const failing = endpoint(() => Promise.reject(Object.assign(new Error('x'), { statusCode: 422 })), { body: true })
    expect((await call(failing, { headers: JSON_TYPE, body: '{}' })).statusCode).toBe(500)
  })
})

it('each request leaves one line, with nothing of the request in it', async () => {
  const headers = { ...JSON_TYPE, authorization: 'Bearer t-secret', secret: 's-secret' }
  const body = '{"password":"p-secret"}'
  await call(echo, {
    method: 'POST',
    path: '/oauth/token',
    query: 'code=c-secret',
    headers,
    body,
    cookies: ['sid=k-secret'],
  })
  expect(log).toHaveLength(1)
  expect(log[0]).toMatchObject({ level: 'INFO', requestId: 'request-1', route: 'POST /oauth/token', statusCode: 200 })
  expect(JSON.stringify(log)).not.toContain('-secret')
})

it('each request has one deadline, for judging its caller too, that leaves time for an answer', async () => {
  const left: number[] = []
  const identify = () => void left.push(timeLeft())
  const run = async () => json({ left: left.push(timeLeft()) })
  await call(endpoint(run, { body: true, identify }))
  await call(endpoint(run, { identify }))
  expect(left).toHaveLength(4)
  for (const milliseconds of left) expect(milliseconds).toBeGreaterThan(13_000)
  for (const milliseconds of left) expect(milliseconds).toBeLessThanOrEqual(14_000)
})

it('an endpoint whose callers wait for less has a deadline of its own', async () => {
  const run = async () => json({ left: timeLeft() })
  const { body = '' } = await call(endpoint(run, { milliseconds: 4000 }))
  expect(JSON.parse(body).left).toBeLessThanOrEqual(4000)
})

it('every failure has the one status that a specification knows', async () => {
  const failures = [
    new ServiceError('temporarily_unavailable', 'x'),
    new ServiceError('invalid_client', 'x'),
    new Error('x'),
  ]
  for (const failure of failures) {
    const answer = await call(endpoint(() => Promise.reject(failure), { failure: 400 }))
    expect(answer.statusCode).toBe(400)
    expect(bodyOf(answer)).toMatchObject({ statusCode: 400, requestId: 'request-1' })
  }
  const unread = endpoint(async () => json({}), { body: true, failure: 400 })
  expect((await call(unread, { headers: JSON_TYPE, body: '{' })).statusCode).toBe(400)
  expect((await call(unread, { headers: { 'content-type': 'text/plain' }, body: 'x' })).statusCode).toBe(400)
})
