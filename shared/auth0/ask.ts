import http from 'node:http'
import https from 'node:https'
import { timeLimit } from '../deadline.ts'

/** A call to the tenant. */
export interface TenantRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Form parameters; undefined ones are left out. */
  readonly form?: Readonly<Record<string, string | undefined>>
  /** For the whole call, in milliseconds; the asker's own when left out. */
  readonly timeout?: number
  /** It is not asked with less time than this, in milliseconds: an answer that comes too late would be lost. */
  readonly least?: number
}

/** What the tenant answered; judging it is another function's work. */
export interface TenantResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/**
 * Sends a request to the tenant; throws {@link TenantUnreachable} when no whole answer comes in time, ServiceError
 * `temporarily_unavailable` when there is no time to ask.
 */
export type Ask = (request: TenantRequest) => Promise<TenantResponse>

/** No answer, or half of one: nobody knows whether the tenant did what it was asked. */
export class TenantUnreachable extends Error {
  override readonly name = 'TenantUnreachable'
  /** The system's word, such as `ECONNRESET`, or `ETIMEDOUT` for our own limit. */
  readonly code: string

  constructor(code: string) {
    super(`The tenant does not answer (${code})`)
    this.code = code
  }
}

const LIMIT_BYTES = 1_000_000

/** A connection idle for longer may be closed already, and a login that meets it can't be sent twice. */
const IDLE_MILLISECONDS = 4000

/**
 * Makes an {@link Ask} over `node:https`: `fetch` would load all of undici, half of a cold start.
 *
 * @param timeout for the whole call, in milliseconds
 * @param clock milliseconds since the epoch; it goes on while Lambda freezes the process and its timers
 */
export function createAsk({ clock, timeout = 4000 }: { clock: () => number; timeout?: number }): Ask {
  const agents = { http: keptAlive(http, clock), https: keptAlive(https, clock) }
  return async ({ method, url, headers = {}, form, timeout: limit = timeout, least }) => {
    const signal = timeLimit(limit, least)
    const { promise, resolve, reject } = Promise.withResolvers<TenantResponse>()
    const secure = new URL(url).protocol === 'https:'
    const body = form && encodeForm(form)
    const request = (secure ? https : http).request(url, {
      method,
      agent: secure ? agents.https() : agents.http(),
      headers: { accept: 'application/json', ...headers, ...(body !== undefined && formHeaders(body)) },
      signal,
    })
    const fail = (error: NodeJS.ErrnoException) => reject(new TenantUnreachable(errorCode(error)))
    request.on('error', fail)
    request.on('response', (response) => {
      readBody(response).then(
        (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        fail,
      )
    })
    request.end(body)
    return promise
  }
}

/** One agent, whose connections are used again only while they are surely open. */
function keptAlive({ Agent }: typeof http | typeof https, clock: () => number): () => http.Agent {
  let agent = new Agent({ keepAlive: true })
  let lastUse = clock()
  return () => {
    const now = clock()
    if (now - lastUse > IDLE_MILLISECONDS) agent = new Agent({ keepAlive: true })
    lastUse = now
    return agent
  }
}

async function readBody(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    size += chunk.length
    if (size > LIMIT_BYTES) throw Object.assign(new Error('too long'), { code: 'EMSGSIZE' })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function encodeForm(form: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(form).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return new URLSearchParams(pairs).toString()
}

function formHeaders(body: string): Record<string, string> {
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(Buffer.byteLength(body)),
  }
}

function errorCode(error: NodeJS.ErrnoException): string {
  return error.name === 'AbortError' || error.name === 'TimeoutError' ? 'ETIMEDOUT' : (error.code ?? error.name)
}
