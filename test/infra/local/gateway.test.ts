import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { createCors } from '#infra/local/cors'
import { createGateway, type GatewayOptions } from '#infra/local/gateway'
import { listen, stop } from '#infra/local/listen'
import type { FunctionEvent } from '#infra/local/messages'
import type { Route } from '#infra/routes'

const routes: readonly Route[] = [
  { method: 'GET', path: '/userinfo', file: 'userinfo' },
  { method: 'POST', path: '/oauth/token', file: 'oauth/token' },
]
const origin = 'https://shop.example.com'
const servers: Server[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map(stop))
})

/** A gateway in front of a function that answers 200, and the events that reached it. */
async function openGateway(options: Partial<GatewayOptions> = {}) {
  const events: FunctionEvent[] = []
  const invoke = async (_: string, event: FunctionEvent): Promise<unknown> => {
    events.push(event)
    return { statusCode: 200, body: 'ok' }
  }
  const server = createServer(createGateway({ routes, invoke, ...options }))
  servers.push(server)
  const url = await listen(server)
  return { url, events, send: (request: string) => sendRaw(url, request) }
}

/** Sends bytes as they are and hands back the answer as it is: no client's help between. */
async function sendRaw(url: string, request: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(request.replaceAll('\n', '\r\n'))
  return text(socket)
}

function postToken(url: string, init: RequestInit) {
  return fetch(`${url}/oauth/token`, { method: 'POST', ...init })
}

describe('a request', () => {
  test('reaches its function as an event', async () => {
    const { events, send } = await openGateway()
    const answer = await send(
      'GET /userinfo?a=1&a=%32 HTTP/1.1\nHost: x\nCookie: s=1\nX-A: 1\nCookie: s=2\nx-a: 2\nConnection: close\n\n',
    )
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/)
    expect(events).toMatchObject([
      { routeKey: 'GET /userinfo', rawQueryString: 'a=1&a=%32', cookies: ['s=1', 's=2'], headers: { 'x-a': '1,2' } },
    ])
  })

  test('may come in chunks', async () => {
    const { events, send } = await openGateway()
    await send(
      'POST /oauth/token HTTP/1.1\nHost: x\nContent-Type: text/plain\nTransfer-Encoding: chunked\nConnection: close\n\n' +
        '3\nabc\n2\nde\n0\n\n',
    )
    expect(events).toMatchObject([{ body: 'abcde', headers: { 'content-length': '5' } }])
  })

  test('and its answer carry one id', async () => {
    const { url, events } = await openGateway()
    const { headers } = await fetch(`${url}/userinfo`)
    expect(headers.get('apigw-requestid')).toMatch(/^[\w-]{15}=$/)
    expect(headers.get('apigw-requestid')).toBe(events[0]?.requestContext.requestId)
  })
})

describe('an answer', () => {
  test('gives each cookie a line of its own', async () => {
    const { url } = await openGateway({ invoke: async () => ({ statusCode: 200, cookies: ['a=1', 'b=2; Path=/'] }) })
    expect((await fetch(`${url}/userinfo`)).headers.getSetCookie()).toEqual(['a=1', 'b=2; Path=/'])
  })

  test('of 204 has neither body nor length', async () => {
    const { send } = await openGateway({ invoke: async () => ({ statusCode: 204 }) })
    const answer = await send('GET /userinfo HTTP/1.1\nHost: x\nConnection: close\n\n')
    expect(answer).not.toMatch(/content-length|transfer-encoding/i)
    expect(answer).toMatch(/\r\n\r\n$/)
  })
})

describe('the gateway answers itself', () => {
  test.each([
    ['GET', '/nowhere', 404, 'Not Found'],
    ['POST', '/userinfo', 404, 'Not Found'],
    ['OPTIONS', '/userinfo', 404, 'Not Found'],
    ['GET', '/userinfo/', 404, 'Not Found'],
    ['GET', '/%zz', 400, 'Bad Request'],
  ])('%s %s with %i', async (method, path, status, message) => {
    const { url, events } = await openGateway()
    const response = await fetch(url + path, { method })
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('apigw-requestid')).toBeTruthy()
    expect(await response.json()).toEqual({ message })
    expect(events).toEqual([])
  })

  test.each([
    ['fails', () => Promise.reject(new Error('secret reason')), 500, 'Internal Server Error'],
    ['returns nothing', () => Promise.resolve(null), 500, 'Internal Server Error'],
    ['returns no answer', () => Promise.resolve({ statusCode: 'x' }), 500, 'Internal Server Error'],
    ['takes too long', () => new Promise(() => undefined), 503, 'Service Unavailable'],
  ])('when a function %s', async (_, invoke, status, message) => {
    const { url } = await openGateway({ invoke, integrationSeconds: 0.05 })
    const response = await fetch(`${url}/userinfo`)
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ message })
  })
})

describe('limits', () => {
  const body = (size: number) => ({ body: Buffer.alloc(size), headers: { 'content-type': 'text/plain' } })

  test('of the body', async () => {
    const { url, events } = await openGateway()
    const response = await postToken(url, body(10 * 1024 * 1024 + 1))
    expect(response.status).toBe(413)
    expect(await response.json()).toEqual({ message: 'Request Entity Too Large' })
    expect(events).toEqual([])
  })

  test('of a body that comes in chunks', async () => {
    const { url } = await openGateway()
    const stream = new Blob([Buffer.alloc(11 * 1024 * 1024)]).stream()
    expect((await postToken(url, { body: stream, duplex: 'half' })).status).toBe(413)
  })

  test('of the event, which Lambda takes up to 6 MB', async () => {
    const { url, events } = await openGateway()
    expect((await postToken(url, { body: Buffer.alloc(4_600_000) })).status).toBe(200)
    expect((await postToken(url, { body: Buffer.alloc(4_800_000) })).status).toBe(413)
    expect(events).toHaveLength(1)
  })

  test.each([
    [10_239, 200],
    [10_240, 200],
    [10_241, 431],
    [40_000, 431],
  ])('of request line and headers: %i bytes are answered with %i', async (size, status) => {
    const { send } = await openGateway()
    const start = 'GET /userinfo HTTP/1.1\nHost: x\nConnection: close\nX: '
    // Line ends count like the separators between names and values, the first one and the last not.
    const filler = 'x'.repeat(size - start.replaceAll('\n', '').length - 6)
    expect(await send(`${start}${filler}\n\n`)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })
})

describe('CORS', () => {
  const cors = createCors([origin, 'https://app.example.com'], routes)

  test('a preflight never reaches a function', async () => {
    const { url, events } = await openGateway({ cors })
    const response = await fetch(`${url}/oauth/token`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    })
    expect(response.status).toBe(204)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization,client-type,content-type,secret',
      'access-control-expose-headers': 'location',
    })
    expect(events).toEqual([])
  })

  test('an allowed origin may read answers, and the function has no say in it', async () => {
    const headers = { 'Access-Control-Allow-Origin': '*', 'access-control-max-age': '1' }
    const { url } = await openGateway({ cors, invoke: async () => ({ statusCode: 200, headers }) })
    const response = await fetch(`${url}/userinfo`, { headers: { origin } })
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
    expect(response.headers.get('access-control-allow-credentials')).toBe('true')
    expect(response.headers.get('vary')).toBe('origin')
    expect(response.headers.get('access-control-max-age')).toBeNull()
  })

  test.each([
    ['https://evil.example.com'],
    ['https://shop.example.com.evil.com'],
    ['https://shop.example.com/'],
    ['HTTPS://SHOP.EXAMPLE.COM'],
    ['null'],
  ])('origin %s may not', async (other) => {
    const { url } = await openGateway({ cors })
    const headers = { origin: other, 'access-control-request-method': 'POST' }
    const answers = [
      await fetch(`${url}/userinfo`, { headers }),
      await fetch(`${url}/userinfo`, { method: 'OPTIONS', headers }),
    ]
    for (const answer of answers) {
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
  })

  test('an API without origins knows nothing of it', () => {
    expect(createCors([], routes)).toBeUndefined()
  })
})
