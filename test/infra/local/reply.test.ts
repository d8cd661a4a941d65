import { describe, expect, test } from 'vitest'
import { gatewayReply, toReply } from '#infra/local/reply'

const textPlain = ['content-type', 'text/plain; charset=utf-8']

describe('a result with a status', () => {
  test.each([
    [{ statusCode: 204 }, { status: 204, headers: [textPlain], body: '' }],
    [
      { statusCode: 200, body: 'x' },
      { status: 200, headers: [textPlain], body: 'x' },
    ],
    [
      { statusCode: 401, headers: { 'Content-Type': 'application/json', 'X-N': 1, 'x-b': true }, body: '{}' },
      {
        status: 401,
        headers: [
          ['content-type', 'application/json'],
          ['x-n', '1'],
          ['x-b', 'true'],
        ],
        body: '{}',
      },
    ],
    [
      { statusCode: 302, headers: { Location: '/x' }, cookies: ['a=1; Path=/', 'a=; Path=/x'] },
      {
        status: 302,
        headers: [textPlain, ['location', '/x'], ['set-cookie', 'a=1; Path=/'], ['set-cookie', 'a=; Path=/x']],
        body: '',
      },
    ],
    [
      { statusCode: 200, headers: { 'Set-Cookie': 'a=1, b=2' } },
      { status: 200, headers: [textPlain, ['set-cookie', 'a=1, b=2']], body: '' },
    ],
    [
      { statusCode: 200, headers: { 'content-length': 99, connection: 'close', 'transfer-encoding': 'x' } },
      { status: 200, headers: [textPlain], body: '' },
    ],
    [
      { statusCode: 200, body: 'w6k=', isBase64Encoded: true },
      { status: 200, headers: [textPlain], body: Buffer.from('é') },
    ],
  ])('%j', (result, reply) => {
    expect(toReply(result)).toEqual(reply)
  })
})

test.each([
  [{ message: 'hello' }, '{"message":"hello"}'],
  [[1, 2], '[1,2]'],
  ['hello', 'hello'],
  [{}, '{}'],
])('%j without a status is the body of a 200', (result, body) => {
  expect(toReply(result)).toEqual({ status: 200, headers: [['content-type', 'application/json']], body })
})

test.each([
  [undefined],
  [null],
  [{ statusCode: '200' }],
  [{ statusCode: 99 }],
  [{ statusCode: 101 }],
  [{ statusCode: 600 }],
  [{ statusCode: 200.5 }],
  [{ statusCode: null }],
  [{ statusCode: 200, body: { a: 1 } }],
  [{ statusCode: 200, body: null }],
  [{ statusCode: 200, headers: [] }],
  [{ statusCode: 200, headers: null }],
  [{ statusCode: 200, headers: { a: ['1', '2'] } }],
  [{ statusCode: 200, headers: { a: null } }],
  [{ statusCode: 200, headers: { 'a b': '1' } }],
  [{ statusCode: 200, headers: { a: '1\r\nset-cookie: x=1' } }],
  [{ statusCode: 200, cookies: 'a=1' }],
  [{ statusCode: 200, cookies: [{ a: 1 }] }],
  [{ statusCode: 200, cookies: ['a=1\nb'] }],
  [{ statusCode: 200, isBase64Encoded: 'true' }],
])('%j is malformed', (result) => {
  expect(toReply(result)).toBeUndefined()
})

test.each([
  [404, undefined, '{"message":"Not Found"}'],
  [500, undefined, '{"message":"Internal Server Error"}'],
  [503, undefined, '{"message":"Service Unavailable"}'],
  [413, 'Request Entity Too Large', '{"message":"Request Entity Too Large"}'],
])('the gateway itself says %i', (status, message, body) => {
  expect(gatewayReply(status, message)).toEqual({ status, headers: [['content-type', 'application/json']], body })
})
