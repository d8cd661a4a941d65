import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { listen, stop } from '#infra/local/listen'

/** How a call of a function ended: its result as JSON text, or the error's type and message. */
export type Outcome = { readonly result: string } | { readonly error: string }

/** Lambda's side of one execution environment. */
export interface RuntimeApi {
  /** `host:port`, for the variable `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string
  /** Resolves when the runtime asks for its first call, or fails before it does. */
  readonly initialized: Promise<void>
  /** Hands a call to the runtime as soon as it asks for one. */
  invoke(event: string, timeoutSeconds: number): Promise<Outcome>
  /** Fails the call in progress, and every later one: the process is gone. */
  fail(error: string): void
  close(): Promise<void>
}

interface Call {
  readonly id: string
  readonly event: string
  readonly timeoutSeconds: number
  readonly settle: (outcome: Outcome) => void
}

/** Lambda's limit for the answer of a synchronous call, in bytes. */
const RESULT_LIMIT = 6_291_556

/**
 * Serves the Runtime API to one process, which has one call at a time.
 *
 * @param arn of the function
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function openRuntimeApi(arn: string): Promise<RuntimeApi> {
  const desk = createDesk(arn)
  const server = createServer(async (request, response) => {
    const path = request.url?.replace('/2018-06-01/runtime', '') ?? ''
    if (path === '/invocation/next') return desk.ask(response)
    const outcome = await outcomeOf(path, request)
    response.writeHead(outcome ? 202 : 404).end('{}')
    if (path === '/init/error' && outcome && 'error' in outcome) desk.fail(outcome.error)
    else if (outcome) desk.settle(outcome)
  })
  const url = new URL(await listen(server))
  return {
    address: url.host,
    initialized: desk.opened,
    invoke: (event, timeoutSeconds) =>
      new Promise((settle) => desk.call({ id: randomUUID(), event, timeoutSeconds, settle })),
    fail: desk.fail,
    close: () => stop(server),
  }
}

/** Brings together the call that waits and the runtime that asks for one, whichever comes first. */
function createDesk(arn: string) {
  let asking: ServerResponse | undefined
  let waiting: Call | undefined
  let current: Call | undefined
  let dead: string | undefined
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()

  function settle(outcome: Outcome): void {
    const call = current ?? waiting
    current = undefined
    waiting = undefined
    call?.settle(outcome)
  }

  function deliver(): void {
    if (!asking || !waiting) return
    current = waiting
    waiting = undefined
    asking.writeHead(200, headersOf(current, arn)).end(current.event)
    asking = undefined
  }

  return {
    opened,
    settle,
    ask(response: ServerResponse): void {
      open()
      asking = response
      deliver()
    },
    call(call: Call): void {
      waiting = call
      if (dead === undefined) deliver()
      else settle({ error: dead })
    },
    fail(error: string): void {
      dead = error
      open()
      settle({ error })
    },
  }
}

function headersOf({ id, timeoutSeconds }: Call, arn: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': id,
    'lambda-runtime-deadline-ms': String(Date.now() + timeoutSeconds * 1000),
    'lambda-runtime-invoked-function-arn': arn,
  }
}

async function outcomeOf(path: string, request: IncomingMessage): Promise<Outcome | undefined> {
  const body = await text(request)
  if (/^\/(init|invocation\/[^/]+)\/error$/.test(path)) return { error: body }
  if (!/^\/invocation\/[^/]+\/response$/.test(path)) return undefined
  if (Buffer.byteLength(body) > RESULT_LIMIT) return { error: 'Response payload size exceeded 6291556 bytes' }
  return { result: body }
}
