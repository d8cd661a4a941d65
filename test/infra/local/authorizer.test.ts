import { describe, expect, test } from 'vitest'
import type { Arrival } from '#infra/local/arrival'
import { authorize, toAuthorizerEvent } from '#infra/local/authorizer'
import { toEvent } from '#infra/local/event'
import { matchRoute } from '#infra/local/match'
import { pathSegments } from '#infra/local/target'

const arrival: Arrival = {
  method: 'POST',
  target: '/orders/a%20b/?x=1&x=2',
  rawHeaders: ['Host', 'api.localhost', 'Secret', 's', 'Cookie', 'sid=1; sid=2', 'Content-Type', 'text/plain'],
  body: Buffer.from('a body'),
  sourceIp: '127.0.0.1',
  time: new Date('2020-03-12T19:03:58Z'),
  requestId: 'LV7fzho-PHcEJPw=',
}
const event = eventOf(arrival)

function eventOf(asked: Arrival) {
  const segments = pathSegments(asked.target) ?? []
  const match = matchRoute([{ method: 'POST', path: '/orders/{rest+}', file: 'orders' }], asked.method, segments)
  if (!match) throw new Error('no route')
  return toEvent(asked, segments, match)
}

/** What becomes of a request whose authorizer answers. */
function afterAnswer(answer: unknown) {
  return authorize(async () => answer, event, 1)
}

describe('an authorizer is asked', () => {
  test('about the whole request but its body', () => {
    expect(toAuthorizerEvent(event)).toStrictEqual({
      version: '2.0',
      type: 'REQUEST',
      routeArn: expect.stringMatching(
        /^arn:aws:execute-api:[\w-]+:000000000000:local\/\$default\/POST\/orders\/a b\/$/,
      ),
      identitySource: null,
      routeKey: 'POST /orders/{rest+}',
      rawPath: '/orders/a b/',
      rawQueryString: 'x=1&x=2',
      cookies: ['sid=1', 'sid=2'],
      headers: event.headers,
      queryStringParameters: { x: '1,2' },
      requestContext: event.requestContext,
      pathParameters: { rest: 'a b/' },
    })
    expect(event.headers).toMatchObject({ secret: 's', 'content-type': 'text/plain' })
  })

  test('with no member that says nothing', () => {
    const bare = eventOf({ ...arrival, target: '/orders/', rawHeaders: [], body: Buffer.alloc(0) })
    const names = ['headers', 'identitySource', 'pathParameters', 'rawPath', 'rawQueryString', 'requestContext']
    expect(Object.keys(toAuthorizerEvent(bare)).toSorted()).toEqual(
      [...names, 'routeArn', 'routeKey', 'type', 'version'].toSorted(),
    )
  })
})

describe('a request is let through', () => {
  const context = { userId: 'auth0|1', age: 7, admin: true, groups: ['a', 'b'], none: [], map: { plan: 'x' } }

  test('with what the authorizer tells, and is as it was but for that', async () => {
    const requestContext = { ...event.requestContext, authorizer: { lambda: context } }
    expect(await afterAnswer({ isAuthorized: true, context })).toStrictEqual({ ...event, requestContext })
  })

  test.each([
    [{ isAuthorized: true }, null],
    [{ isAuthorized: true, context: {} }, {}],
  ])('%j', async (answer, lambda) => {
    expect(await afterAnswer(answer)).toMatchObject({ body: 'a body', requestContext: { authorizer: { lambda } } })
  })
})

test.each([[{ isAuthorized: false }], [{ isAuthorized: false, context: { userId: 'auth0|1' } }]])(
  '%j is 403',
  async (answer) => {
    expect(await afterAnswer(answer)).toBe(403)
  },
)

describe('500 is', () => {
  const policy = { principalId: 'x', policyDocument: { Version: '2012-10-17', Statement: [] } }

  test.each([
    [undefined],
    [null],
    [true],
    ['true'],
    [[]],
    [{}],
    [{ isAuthorized: 'true' }],
    [{ isAuthorized: 1 }],
    [{ isAuthorized: null }],
    [{ isauthorized: true }],
    [{ context: {} }],
    [policy],
    [{ ...policy, isAuthorized: true }],
    [{ isAuthorized: true, context: null }],
    [{ isAuthorized: true, context: 'x' }],
    [{ isAuthorized: true, context: ['x'] }],
    [{ isAuthorized: true, context: { x: null } }],
    [{ isAuthorized: true, context: { x: [1] } }],
    [{ isAuthorized: true, context: { x: { y: { z: '1' } } } }],
    [{ isAuthorized: false, context: { x: null } }],
    [{ isAuthorized: true, context: { x: 'x'.repeat(8200) } }],
    [{ isAuthorized: true, context: { x: 'é'.repeat(4100) } }],
  ])('%j', async (answer) => {
    expect(await afterAnswer(answer)).toBe(500)
  })

  test('an authorizer that fails', async () => {
    expect(await authorize(() => Promise.reject(new Error('x')), event, 1)).toBe(500)
  })

  test('an authorizer that takes too long', async () => {
    expect(await authorize(() => new Promise(() => undefined), event, 0.01)).toBe(500)
  })
})
