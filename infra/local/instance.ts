/** Main file of a worker thread: the runtime that Lambda puts around the functions. */
import { parentPort, workerData } from 'node:worker_threads'
import { installClock } from './clock.ts'
import type { InstanceData, Invocation, Outcome } from './messages.ts'

/** Lambda's limit for the answer of a synchronous call, in bytes of JSON. */
const RESULT_LIMIT = 6_291_556

const { functions, timeoutSeconds, clock }: InstanceData = workerData
// Before any function is loaded: modules may read the time while they load.
if (clock) installClock(clock)

parentPort?.on('message', async (invocation: Invocation) => {
  const { id } = invocation
  const outcome: Outcome = await run(invocation).then((result) => ({ id, result }), failure(id))
  parentPort?.postMessage(outcome)
})

async function run({ file, event, requestId }: Invocation): Promise<string> {
  const loaded: { readonly handler?: unknown } = await import(new URL(`${file}.ts`, functions).href)
  if (typeof loaded.handler !== 'function') throw new TypeError(`functions/${file}.ts exports no function "handler"`)
  const result = JSON.stringify((await loaded.handler(event, createContext(file, requestId))) ?? null)
  if (Buffer.byteLength(result) > RESULT_LIMIT) throw new RangeError('Response payload size exceeded 6291556 bytes')
  return result
}

function failure(id: number): (error: unknown) => Outcome {
  return (error) => {
    if (!(error instanceof Error)) return { id, error: { type: typeof error, message: String(error) } }
    return { id, error: { type: error.name, message: error.message } }
  }
}

/** The members that the context object has on Node.js 24 (no `done`, `succeed` or `fail`). */
function createContext(file: string, awsRequestId: string) {
  const functionName = `auth0-client-local-${file.replaceAll(/[./]+/g, '-')}`
  const end = performance.now() + timeoutSeconds * 1000
  return {
    awsRequestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${process.env['AWS_REGION']}:000000000000:function:${functionName}`,
    memoryLimitInMB: '512',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, Math.round(end - performance.now())),
  }
}
