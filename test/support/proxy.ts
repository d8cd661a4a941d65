import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { listen, stop } from '#infra/local/listen'

/** What somebody asked of a server. */
export interface Asked {
  readonly method: string
  readonly target: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** A whole answer. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** What a call suffers: whether the server does its work, and what becomes of the answer. */
export interface Trouble {
  readonly effect: boolean
  /** `reset` hangs up, `half` in the middle of the answer; `silence` lasts until the caller gives up. */
  readonly answer: 'late' | 'silence' | 'reset' | 'half' | Reply
}

/** A late answer comes after everybody has given up on it. */
const LATE_MILLISECONDS = 7000

/** Something that stands before a server and troubles some of the calls to it. */
export interface FaultProxy {
  /** Without a final slash. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Puts a proxy before a server.
 *
 * @param target address of the server, asked for with each call
 * @param judge tells what a call suffers; undefined lets it pass
 */
export async function openProxy(
  target: () => string,
  judge: (asked: Asked) => Trouble | undefined,
): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true })
  const server: Server = createServer(async (incoming, response) => {
    const asked = await toAsked(incoming)
    const trouble = judge(asked)
    const reply = trouble?.effect === false ? undefined : await forward(target(), asked, agent).catch(() => undefined)
    if (trouble) await spoil(trouble, reply, response)
    else if (reply) send(response, reply)
    else response.socket?.resetAndDestroy()
  })
  const url = await listen(server)
  return {
    url,
    async close() {
      await stop(server)
      agent.destroy()
    },
  }
}

async function toAsked(incoming: IncomingMessage): Promise<Asked> {
  const { method = 'GET', url = '/', headers } = incoming
  return { method, target: url, headers, body: await buffer(incoming) }
}

async function spoil({ answer }: Trouble, reply: Reply | undefined, response: ServerResponse): Promise<void> {
  if (answer === 'silence') return
  if (answer === 'late') {
    await delay(LATE_MILLISECONDS, undefined, { ref: false })
    if (reply) send(response, reply)
  } else if (answer === 'half') {
    const body = Buffer.from(reply && reply.body.length > 1 ? reply.body : '{"half": "of something"}')
    response.writeHead(reply?.status ?? 200, { ...reply?.headers, 'content-length': body.length })
    response.write(body.subarray(0, body.length / 2), () => response.destroy())
  } else if (answer === 'reset') response.socket?.resetAndDestroy()
  else send(response, answer)
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, { ...headers, 'content-length': body.length }).end(body)
}

/** Hands a call on, its `Host` as it came. */
async function forward(target: string, asked: Asked, agent: Agent): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const { connection: _, 'transfer-encoding': __, ...headers } = asked.headers
  const outgoing = request(new URL(asked.target, target), { method: asked.method, headers, agent })
  outgoing.on('response', resolve).on('error', reject).end(asked.body)
  const response = await promise
  const { connection: ___, 'keep-alive': ____, 'transfer-encoding': _____, ...kept } = response.headers
  return { status: response.statusCode ?? 500, headers: kept, body: await buffer(response) }
}
