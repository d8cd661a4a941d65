import { describe, expect, it } from 'vitest'
import { endpoint } from '#shared/http/endpoint'
import type { HttpEvent } from '#shared/http/request'
import { json } from '#shared/http/responses'
import { type Asked, lambdaContext, lambdaEvent } from '../support/event.ts'
import { useLog } from '../support/log.ts'

const log = useLog()
const echo = endpoint(async ({ body }: HttpEvent) => json({ got: body ?? null }), { body: true })
const call = (handler: typeof echo, asked: Asked = {}) => handler(lambdaEvent(asked), lambdaContext)
const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }
const base64 = (text: string) => Buffer.from(text).toString('base64')
const bodyOf = ({ body = '' }): unknown => JSON.parse(body)

describe('a body is parsed', () => {
  it.each<[string, Asked]>([
    ['of JSON', { headers: JSON_TYPE, body: '{"a":"1"}' }],
    ['of JSON in base64', { headers: JSON_TYPE, body: base64('{"a":"1"}'), isBase64Encoded: true }],
    ['of JSON with a charset', { headers: { 'content-type': 'Application/JSON; charset=utf-8' }, body: '{"a":"1"}' }],
    [
      'of a form in base64, as API Gateway hands it over',
      { headers: FORM_TYPE, body: base64('a=1'), isBase64Encoded: true },
    ],
    ['of a form', { headers: FORM_TYPE, body: 'a=1' }],
    [
      'of a form with a charset',
      { headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }, body: 'a=1' },
    ],
  ])('%s', async (_, asked) => {
    const answer = await call(echo, { method: 'POST', ...asked })
    expect(bodyOf(answer)).toEqual({ got: { a: '1' } })
  })

  it('in UTF-8', async () => {
    const asked = { headers: JSON_TYPE, body: base64('{"a":"日é"}'), isBase64Encoded: true }
    expect(bodyOf(await call(echo, asked))).toEqual({ got: { a: '日é' } })
  })

  it.each<[string, Record<string, string>]>([
    ['without a type', {}],
    ['of JSON', JSON_TYPE],
    ['of a form', FORM_TYPE],
    ['of another type', { 'content-type': 'text/plain' }],
  ])('and may be left out: %s', async (_, headers) => {
    expect((await call(echo, { method: 'POST', headers })).statusCode).toBe(200)
  })

  it('only where the endpoint wants it', async () => {
    const plain = endpoint(async ({ body }: HttpEvent) => json({ got: body }))
    expect(bodyOf(await call(plain, { headers: JSON_TYPE, body: '{"a' }))).toEqual({ got: '{"a' })
  })
})

describe('a body is refused', () => {
  it.each([
    undefined,
    '',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/xml',
    'text/json',
  ])('of type %s with 415', async (type) => {
    const answer = await call(echo, { headers: type === undefined ? {} : { 'content-type': type }, body: '{"a":"1"}' })
    expect(answer.statusCode).toBe(415)
    expect(bodyOf(answer)).toMatchObject({ error: 'unsupported_media_type', requestId: 'request-1' })
  })

  it.each([
    '{"password":"hunter2"',
    'hunter2',
    '{"a":hunter2}',
    "{'password':'hunter2'}",
    '{"__proto__":{"a":"hunter2"}}',
  ])('that is malformed with 400, and nothing of it is quoted or logged: %s', async (body) => {
    for (const asked of [{ body }, { body: base64(body), isBase64Encoded: true }]) {
      const answer = await call(echo, { headers: JSON_TYPE, ...asked })
      expect(answer.statusCode).toBe(400)
      expect(bodyOf(answer)).toMatchObject({ error: 'invalid_request', statusCode: 400, requestId: 'request-1' })
      expect(JSON.stringify([answer, log])).not.toContain('hunter2')
    }
  })
})
