import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { createCors } from '#infra/local/cors'
import { createGateway, type GatewayOptions } from '#infra/local/gateway'
import { listen, stop } from '#infra/local/listen'
import type { FunctionEvent } from '#infra/local/messages'

const routes = [
  { method: 'POST', path: '/orders', file: 'orders', authorizer: 'guard' },
  { method: 'GET', path: '/open', file: 'open' },
] as const
const origin = 'https://shop.example.com'
const servers: Server[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map(stop))
})

/** A gateway whose authorizer answers as told, and the calls that it made, in order. */
async function openGateway(answer: () => Promise<unknown>, options: Partial<GatewayOptions> = {}) {
  const calls: { readonly file: string; readonly event: FunctionEvent }[] = []
  const invoke = async (file: string, event: FunctionEvent): Promise<unknown> => {
    calls.push({ file, event })
    return file === 'guard' ? answer() : { statusCode: 200, body: 'ok' }
  }
  const server = createServer(createGateway({ routes, invoke, ...options }))
  servers.push(server)
  const url = await listen(server)
  const order = (headers: Record<string, string> = {}) =>
    fetch(`${url}/orders`, { method: 'POST', body: 'a body', headers: { 'content-type': 'text/plain', ...headers } })
  return { url, calls, order }
}

test('the function hears of its caller, and the authorizer is asked first, without the body', async () => {
  const { calls, order } = await openGateway(async () => ({ isAuthorized: true, context: { userId: 'auth0|1' } }))
  expect((await order()).status).toBe(200)
  expect(calls).toMatchObject([
    { file: 'guard', event: { type: 'REQUEST', routeKey: 'POST /orders' } },
    { file: 'orders', event: { body: 'a body', requestContext: { authorizer: { lambda: { userId: 'auth0|1' } } } } },
  ])
  expect(calls[0]?.event).not.toHaveProperty('body')
  expect(calls[0]?.event.requestContext.requestId).toBe(calls[1]?.event.requestContext.requestId)
})

describe('the function is not reached', () => {
  test.each<[string, () => Promise<unknown>, number, string]>([
    ['is refused', async () => ({ isAuthorized: false }), 403, 'Forbidden'],
    ['gets no sense from the authorizer', async () => ({ statusCode: 200 }), 500, 'Internal Server Error'],
    ['makes the authorizer fail', () => Promise.reject(new Error('secret reason')), 500, 'Internal Server Error'],
    ['waits for the authorizer too long', () => new Promise(() => undefined), 500, 'Internal Server Error'],
  ])('by who %s', async (_, answer, status, message) => {
    const { calls, order } = await openGateway(answer, { authorizerSeconds: 0.05 })
    const response = await order()
    expect([response.status, await response.json()]).toEqual([status, { message }])
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(calls.map(({ file }) => file)).toEqual(['guard'])
  })

  test('by an event that the authorizer’s word made too long', async () => {
    const context = { note: 'x'.repeat(8000) }
    const { url, calls } = await openGateway(async () => ({ isAuthorized: true, context }))
    const almost = 6_291_456 - 8000
    const response = await fetch(`${url}/orders`, {
      method: 'POST',
      body: 'x'.repeat(almost),
      headers: { 'content-type': 'text/plain' },
    })
    expect(response.status).toBe(413)
    expect(calls.map(({ file }) => file)).toEqual(['guard'])
  })
})

describe('the authorizer is not asked', () => {
  test.each([
    ['GET', '/open', 200],
    ['GET', '/orders', 404],
    ['POST', '/orders/', 404],
    ['GET', '/%zz', 400],
  ])('about %s %s', async (method, path, status) => {
    const { url, calls } = await openGateway(async () => ({ isAuthorized: false }))
    expect((await fetch(url + path, { method })).status).toBe(status)
    expect(calls.map(({ file }) => file)).not.toContain('guard')
  })

  test('about a preflight', async () => {
    const cors = createCors([origin], routes)
    const { url, calls } = await openGateway(async () => ({ isAuthorized: false }), { cors })
    const headers = { origin, 'access-control-request-method': 'POST' }
    const response = await fetch(`${url}/orders`, { method: 'OPTIONS', headers })
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([204, origin])
    expect(calls).toEqual([])
  })
})
