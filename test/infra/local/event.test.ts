import { describe, expect, test } from 'vitest'
import type { Arrival } from '#infra/local/arrival'
import { toEvent } from '#infra/local/event'
import { matchRoute } from '#infra/local/match'
import { pathSegments } from '#infra/local/target'
import type { Route } from '#infra/routes'

const routes: readonly Route[] = [
  { method: 'GET', path: '/userinfo', file: 'userinfo' },
  { method: 'GET', path: '/users/{id}', file: 'user' },
  { method: 'POST', path: '/oauth/token', file: 'oauth/token' },
]

const host = ['Host', 'Shop.localhost:3000']

/** The event of a request, GET /userinfo unless told otherwise. */
function eventOf(change: Partial<Arrival> = {}) {
  const arrival: Arrival = {
    method: 'GET',
    target: '/userinfo',
    rawHeaders: host,
    body: Buffer.alloc(0),
    sourceIp: '127.0.0.1',
    time: new Date('2020-03-12T19:03:58Z'),
    requestId: 'LV7fzho-PHcEJPw=',
    ...change,
  }
  const segments = pathSegments(arrival.target) ?? []
  const match = matchRoute(routes, arrival.method, segments)
  if (!match) throw new Error('no route')
  return toEvent(arrival, segments, match)
}

function posted(contentType: string | undefined, body: string) {
  const rawHeaders = contentType === undefined ? host : [...host, 'Content-Type', contentType]
  return eventOf({ method: 'POST', target: '/oauth/token', rawHeaders, body: Buffer.from(body) })
}

test('the smallest request has no member that says nothing', () => {
  expect(eventOf()).toStrictEqual({
    version: '2.0',
    routeKey: 'GET /userinfo',
    rawPath: '/userinfo',
    rawQueryString: '',
    headers: {
      host: 'Shop.localhost:3000',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': '3000',
      'x-forwarded-proto': 'http',
    },
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'shop.localhost',
      domainPrefix: 'shop',
      http: { method: 'GET', path: '/userinfo', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
      requestId: 'LV7fzho-PHcEJPw=',
      routeKey: 'GET /userinfo',
      stage: '$default',
      time: '12/Mar/2020:19:03:58 +0000',
      timeEpoch: 1584039838000,
    },
    isBase64Encoded: false,
  })
})

describe('cookies', () => {
  test.each([
    [
      ['Cookie', 'a=1; b=2'],
      ['a=1', 'b=2'],
    ],
    [
      ['Cookie', 'sid=1; sid=2'],
      ['sid=1', 'sid=2'],
    ],
    [
      ['Cookie', 'a=1;b="x y";;c='],
      ['a=1', 'b="x y"', 'c='],
    ],
    [
      ['COOKIE', 'a=1', 'cookie', 'b=2'],
      ['a=1', 'b=2'],
    ],
  ])('%j', (rawHeaders, cookies) => {
    const event = eventOf({ rawHeaders: [...host, ...rawHeaders] })
    expect(event.cookies).toEqual(cookies)
    expect(event.headers).not.toHaveProperty('cookie')
  })

  test('an empty cookie header is none', () => {
    expect(eventOf({ rawHeaders: [...host, 'Cookie', ' ; '] })).not.toHaveProperty('cookies')
  })
})

describe('headers', () => {
  test('of equal name are joined in order', () => {
    const event = eventOf({ rawHeaders: [...host, 'Secret', 'a', 'X-B', '1', 'secret', 'b,c'] })
    expect(event.headers).toMatchObject({ secret: 'a,b,c', 'x-b': '1' })
  })

  test('of one connection stay outside', () => {
    const event = eventOf({ rawHeaders: [...host, 'Connection', 'close', 'Transfer-Encoding', 'chunked', 'TE', 'x'] })
    expect(Object.keys(event.headers)).not.toEqual(expect.arrayContaining(['connection']))
    expect(event.headers).not.toHaveProperty('transfer-encoding')
    expect(event.headers).not.toHaveProperty('te')
    expect(event.headers).toHaveProperty('content-length', '0')
  })

  test('of a proxy cannot be forged, only preceded', () => {
    const forged = ['X-Forwarded-For', '10.0.0.1', 'X-Forwarded-Proto', 'https', 'X-Forwarded-Port', '443']
    const event = eventOf({ rawHeaders: [...host, ...forged] })
    expect(event.headers).toMatchObject({
      'x-forwarded-for': '10.0.0.1, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '3000',
    })
    expect(event.requestContext.http.sourceIp).toBe('127.0.0.1')
  })

  test('that nobody sent are not made up', () => {
    for (const name of ['origin', 'sec-fetch-site', 'user-agent', 'content-type', 'authorization']) {
      expect(eventOf().headers).not.toHaveProperty(name)
    }
  })

  test('may have any name', () => {
    const event = eventOf({ rawHeaders: [...host, '__proto__', 'x', 'constructor', 'y'] })
    expect(Object.entries(event.headers)).toEqual(
      expect.arrayContaining([
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ]),
    )
  })
})

describe('query', () => {
  test.each([
    ['a=1', { a: '1' }],
    ['a=1&b=x&a=2', { a: '1,2', b: 'x' }],
    ['a', { a: '' }],
    ['a=x%20y+z&b=%2C', { a: 'x y z', b: ',' }],
    ['state=1%2C2&state=3', { state: '1,2,3' }],
    ['redirect=/x?y=1', { redirect: '/x?y=1' }],
    ['a=%zz', { a: '%zz' }],
  ])('%s', (query, parameters) => {
    const event = eventOf({ target: `/userinfo?${query}` })
    expect(event.rawQueryString).toBe(query)
    expect(event.queryStringParameters).toEqual(parameters)
  })

  test.each(['/userinfo', '/userinfo?'])('%s has none', (target) => {
    expect(eventOf({ target })).toMatchObject({ rawQueryString: '', rawPath: '/userinfo' })
    expect(eventOf({ target })).not.toHaveProperty('queryStringParameters')
  })
})

test.each([
  ['/users/auth0%7C1', '/users/auth0|1', 'auth0|1'],
  ['/users/a%20b', '/users/a b', 'a b'],
  ['/users/a%2Fb', '/users/a/b', 'a/b'],
  ['/users/a%252Fb', '/users/a%2Fb', 'a%2Fb'],
])('path %s is decoded once', (target, rawPath, id) => {
  const event = eventOf({ target })
  expect(event).toMatchObject({ rawPath, pathParameters: { id }, routeKey: 'GET /users/{id}' })
  expect(event.requestContext.http.path).toBe(rawPath)
})

describe('body', () => {
  test.each(['application/json', 'application/JSON; charset=utf-8', 'text/plain', 'application/xml'])(
    '%s comes as text',
    (contentType) => {
      expect(posted(contentType, '{"é":1}')).toMatchObject({ body: '{"é":1}', isBase64Encoded: false })
    },
  )

  test.each(['application/x-www-form-urlencoded', 'application/octet-stream', 'application/jsonx', undefined])(
    '%s comes in base64',
    (contentType) => {
      expect(posted(contentType, 'a=é')).toMatchObject({ body: 'YT3DqQ==', isBase64Encoded: true })
    },
  )

  test('an empty one is absent', () => {
    expect(posted('application/json', '')).not.toHaveProperty('body')
  })
})
