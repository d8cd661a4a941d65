import http from 'node:http'
import https from 'node:https'

/** A request as it goes out. */
export interface Outgoing {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** Keeps connections, the process's own one when left out; false for a connection of the request's own. */
  readonly agent?: http.Agent | false
  /** Ends it, in the middle of the answer too. */
  readonly signal: AbortSignal | undefined
  /** A silence of so many milliseconds ends it as well, by `ETIMEDOUT`. */
  readonly patience?: number
  /** A longer answer is none, in bytes. */
  readonly longest?: number
}

/** An answer as it came. */
export interface Incoming {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A connection that was idle for longer may be closed already. */
const IDLE_MILLISECONDS = 4000

/** Connections of the process for what may be sent twice; their making is a good part of a call. */
const agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) }

/**
 * Keeps connections for what can't be sent twice: they are used again only while they are surely open.
 *
 * @param clock milliseconds since the epoch; it goes on while Lambda freezes the process and its timers
 * @returns the agent for a URL
 */
export function keepOpen(clock: () => number): (url: URL) => http.Agent {
  const kept = new Map<string, { readonly agent: http.Agent; readonly lastUse: number }>()
  return ({ origin, protocol }) => {
    const now = clock()
    const known = kept.get(origin)
    const agent = known && now - known.lastUse <= IDLE_MILLISECONDS ? known.agent : newKeeper(protocol)
    kept.set(origin, { agent, lastUse: now })
    return agent
  }
}

/** Of several connections one is kept: another one would grow old unseen. */
function newKeeper(protocol: string): http.Agent {
  const options = { keepAlive: true, maxFreeSockets: 1 }
  return protocol === 'https:' ? new https.Agent(options) : new http.Agent(options)
}

/**
 * Sends a request over the built-in client, since `fetch` would load all of undici, and reads the whole answer.
 *
 * @returns a promise that the system's error breaks when no answer comes
 */
export function send(url: URL, { body, headers, patience, longest, ...options }: Outgoing): Promise<Incoming> {
  const { promise, resolve, reject } = Promise.withResolvers<Incoming>()
  const secure = url.protocol === 'https:'
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const outgoing = {
    agent: secure ? agents.https : agents.http,
    ...options,
    headers: { ...headers, ...length },
    ...(patience && { timeout: patience }),
  }
  const request = (secure ? https : http).request(url, outgoing, (response) => {
    readBody(response, longest).then(
      (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      reject,
    )
  })
  request.on('timeout', () => request.destroy(failure('ETIMEDOUT')))
  request.on('error', reject).end(body)
  return promise
}

async function readBody(response: http.IncomingMessage, longest = Number.POSITIVE_INFINITY): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    size += chunk.length
    if (size > longest) throw failure('EMSGSIZE')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function failure(code: string): Error {
  return Object.assign(new Error(`No answer (${code})`), { code })
}
