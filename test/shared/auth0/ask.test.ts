import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { listen, stop } from '#infra/local/listen'
import { createAsk, TenantUnreachable } from '#shared/auth0/ask'
import { makeClock } from '../support/database.ts'

const servers: Server[] = []
const { clock, forward } = makeClock()

/** A tenant that does one thing; it is stopped after the test. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  return listen(server)
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map(stop))
})

/** What an unreachable tenant's error says. */
async function wordOf(answer: Promise<unknown>): Promise<string> {
  const error = await answer.catch((cause: unknown) => cause)
  if (!(error instanceof TenantUnreachable)) throw new Error(`Expected TenantUnreachable, not ${String(error)}`)
  return error.code
}

describe('a request', () => {
  it('goes as a form, without what is undefined', async () => {
    const seen: { request?: IncomingMessage; body?: string } = {}
    const url = await serve(async (request, response) => {
      seen.request = request
      seen.body = await text(request)
      response.end('{}')
    })
    const form = { a: 'ä&=+ ', b: undefined, c: '' }
    await createAsk({ clock })({ method: 'POST', url: `${url}/oauth/token`, headers: { 'x-a': '1' }, form })
    expect(seen.request?.method).toBe('POST')
    expect(seen.request?.url).toBe('/oauth/token')
    expect(seen.request?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(seen.body?.length),
      accept: 'application/json',
      'x-a': '1',
    })
    expect([...new URLSearchParams(seen.body)]).toEqual([
      ['a', 'ä&=+ '],
      ['c', ''],
    ])
  })

  it('has no body without a form', async () => {
    const seen: string[] = []
    const url = await serve(async (request, response) => {
      seen.push(request.headers['content-type'] ?? 'none', await text(request))
      response.end()
    })
    await createAsk({ clock })({ method: 'GET', url })
    expect(seen).toEqual(['none', ''])
  })
})

describe('an answer', () => {
  it.each([200, 302, 403, 429, 500])('of %i comes as it is', async (status) => {
    const url = await serve((_, response) =>
      response.writeHead(status, { location: '/x', 'retry-after': '5' }).end('é'),
    )
    const answer = await createAsk({ clock })({ method: 'GET', url })
    expect(answer).toMatchObject({ status, headers: { 'retry-after': '5' }, body: 'é' })
  })

  it('that comes in pieces is put together', async () => {
    const bytes = Buffer.from('日本')
    const url = await serve((_, response) => {
      response.write(bytes.subarray(0, 4), () => response.end(bytes.subarray(4)))
    })
    expect((await createAsk({ clock })({ method: 'GET', url })).body).toBe('日本')
  })
})

describe('no whole answer is TenantUnreachable', () => {
  const ask = createAsk({ clock, timeout: 100 })

  it('when nobody listens', async () => {
    const url = await serve(() => undefined)
    await Promise.all(servers.map(stop))
    expect(await wordOf(ask({ method: 'GET', url }))).toBe('ECONNREFUSED')
  })

  it('when nothing comes in time', async () => {
    const url = await serve(() => undefined)
    expect(await wordOf(ask({ method: 'GET', url }))).toBe('ETIMEDOUT')
  })

  it('when the body does not end in time', async () => {
    const url = await serve((_, response) => response.write('{'))
    expect(await wordOf(ask({ method: 'GET', url }))).toBe('ETIMEDOUT')
  })

  it('when the connection is reset', async () => {
    const url = await serve((request) => request.socket.resetAndDestroy())
    expect(await wordOf(ask({ method: 'GET', url }))).toBe('ECONNRESET')
  })

  it('when half a body came', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '10' })
      response.write('{"a"', () => response.destroy())
    })
    expect(await wordOf(ask({ method: 'GET', url }))).toBe('ECONNRESET')
  })

  it('when the answer is no HTTP', async () => {
    const url = await serve((request) => request.socket.end('hello\r\n\r\n'))
    expect(await wordOf(ask({ method: 'GET', url }))).toMatch(/^HPE_/)
  })

  it('when the body is too long', async () => {
    const patient = createAsk({ clock })
    const url = await serve((request, response) =>
      response.end('x'.repeat(request.url === '/long' ? 1_000_001 : 1_000_000)),
    )
    expect((await patient({ method: 'GET', url })).body).toHaveLength(1_000_000)
    expect(await wordOf(patient({ method: 'GET', url: `${url}/long` }))).toBe('EMSGSIZE')
  })
})

describe('a connection', () => {
  it('is used again, but not after a pause in which the tenant may have closed it', async () => {
    const ports: unknown[] = []
    const url = await serve((request, response) => {
      ports.push(request.socket.remotePort)
      response.end()
    })
    const ask = createAsk({ clock })
    for (const pause of [0, 4, 5]) {
      forward(pause)
      await ask({ method: 'GET', url })
      await new Promise(setImmediate)
    }
    expect(ports[1]).toBe(ports[0])
    expect(ports[2]).not.toBe(ports[1])
  })
})
