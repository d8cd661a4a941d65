import type { Server } from 'node:http'
import { Readable } from 'node:stream'
import { DynamoDB, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { afterAll, beforeAll } from 'vitest'
import { ensureTable, localTable } from '#infra/local/dynamodb'
import { listen, stop } from '#infra/local/listen'
import { createTable, type Table } from '#shared/sessions/table'
import { type Actor, currentActor } from './actor.ts'
import { type Operation, wordsOf } from './operation.ts'
import { busy } from './time.ts'

type Handler = Extract<NonNullable<DynamoDBClientConfig['requestHandler']>, { handle: unknown }>
type Request = Parameters<Handler['handle']>[0]
type Options = NonNullable<Parameters<Handler['handle']>[1]>

const NAME = 'schedules'

/** For one attempt, as our client has it (`shared/aws/call.ts`). */
const ATTEMPT_MILLISECONDS = 2000

/** A table on dynalite through the SDK's client, which tries twice as ours does, each of whose attempts is an effect of the actor at work. */
export interface Engine {
  readonly table: Table
  /** Is told of everything that happened in the table. */
  watch: (operation: Operation) => void
}

/** Brings up the engine of a test file; to be called at its top. */
export function useEngine(): Engine {
  const server = dynalite({ createTableMs: 0 })
  const client = new DynamoDB({
    endpoint: 'http://dynalite.invalid',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 2,
    requestHandler: createHandler(server, (operation) => engine.watch(operation)),
  })
  client.middlewareStack.add((next) => (sent) => busy.during(() => next(sent)), { step: 'initialize' })
  const engine: Engine = { table: createTable(NAME, client), watch: () => undefined }
  beforeAll(async () => ensureTable(await listen(server), localTable(NAME)))
  afterAll(() => stop(server))
  return engine
}

function createHandler(server: Server, watch: Engine['watch']) {
  const run = async (request: Request) => {
    const answer = await answered(server, request)
    watch({ ...operationOf(request), status: answer.statusCode, output: JSON.parse(answer.text) })
    return answer
  }
  return {
    async handle(request: Request, { abortSignal }: Options = {}) {
      const actor = currentActor()
      const label = wordsOf(operationOf(request))
      const { text, ...answer } = actor
        ? await busy.outside(() => actor.effect(label, giveUp(actor, abortSignal), () => run(request)))
        : await run(request)
      return { response: { ...answer, body: Readable.from([Buffer.from(text)]) } }
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  }
}

/** An attempt that takes too long is made once more, unless the whole call does: in the words of the SDK. */
async function giveUp({ time }: Actor, signal: Options['abortSignal']): Promise<Error> {
  const { promise, resolve } = Promise.withResolvers<string>()
  if (signal) signal.onabort = () => resolve('AbortError')
  void time.alarm(ATTEMPT_MILLISECONDS).then(() => resolve('TimeoutError'))
  return Object.assign(new Error('No answer in time'), { name: await promise })
}

function operationOf({ headers, body }: Request) {
  return { name: String(headers['x-amz-target']).replace(/^.*\./, ''), input: JSON.parse(Buffer.from(body).toString()) }
}

/** Hands a request to dynalite without a socket: a case makes a hundred of them. */
function answered(server: Server, { method, path, headers, body }: Request) {
  const { promise, resolve } = Promise.withResolvers<{
    statusCode: number
    headers: Record<string, string>
    text: string
  }>()
  const answer = {
    statusCode: 200,
    headers: {} as Record<string, string>,
    setHeader(name: string, value: unknown): void {
      answer.headers[name.toLowerCase()] = String(value)
    },
    end(text: string): void {
      resolve({ statusCode: answer.statusCode, headers: answer.headers, text })
    },
  }
  server.emit('request', Object.assign(Readable.from([Buffer.from(body)]), { method, url: path, headers }), answer)
  return promise
}
