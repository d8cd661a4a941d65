import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { within } from './deadline.ts'
import type { FunctionEvent, InstanceData, Invocation, Outcome } from './messages.ts'

export interface InstanceOptions extends InstanceData {
  /** All variables that the functions see; nothing of the stage's own environment leaks in. */
  readonly environment: Readonly<Record<string, string>>
  /** Called with each line that a function logs and with each failure of a function. */
  readonly onLog: (line: string) => void
}

/** One execution environment of all functions: a thread with its own variables and its own copy of every module. */
export interface Instance {
  /**
   * Calls a function as Lambda does for API Gateway. A thread that has died is replaced first.
   *
   * @param file the function's file under `functions/`, without its ending
   * @returns the function's result after its way through JSON
   * @throws Error when the function fails, takes too long or its thread dies
   */
  invoke(file: string, event: FunctionEvent): Promise<unknown>
  /** Ends the thread on the spot, in the middle of whatever it does; its calls fail. */
  kill(): Promise<void>
}

/** Starts an instance; its functions load when they are first called, as in a cold start. */
export function createInstance(options: InstanceOptions): Instance {
  let thread = startThread(options)
  return {
    async invoke(file, event) {
      if (thread.dead()) thread = startThread(options)
      try {
        return JSON.parse(await within(options.timeoutSeconds, thread.call(file, event)))
      } catch (error) {
        options.onLog(JSON.stringify({ level: 'ERROR', function: file, message: String(error) }))
        throw error
      }
    },
    async kill() {
      await thread.end()
    },
  }
}

type Settle = (outcome: Outcome) => void

function startThread({ environment, onLog, functions, timeoutSeconds, clock }: InstanceOptions) {
  const workerData: InstanceData = { functions, timeoutSeconds, clock }
  const main = new URL('instance.ts', import.meta.url)
  const worker = new Worker(main, { workerData, env: { ...environment }, execArgv: [], stdout: true, stderr: true })
  const waiting = new Map<number, Settle>()
  let dead = false
  let calls = 0
  const die = (message: string) => {
    dead = true
    for (const [id, settle] of waiting) settle({ id, error: { type: 'Runtime.ExitError', message } })
    waiting.clear()
  }
  worker.on('message', (outcome: Outcome) => {
    waiting.get(outcome.id)?.(outcome)
    waiting.delete(outcome.id)
  })
  worker.on('error', (error) => die(String(error)))
  worker.on('exit', (code) => die(`The thread ended with exit status ${code}`))
  for (const stream of [worker.stdout, worker.stderr]) forwardLines(stream, onLog)
  return {
    dead: () => dead,
    call(file: string, event: FunctionEvent): Promise<string> {
      const invocation: Invocation = { id: ++calls, file, event, requestId: randomUUID() }
      return new Promise((resolve, reject) => {
        waiting.set(invocation.id, (outcome) =>
          'result' in outcome ? resolve(outcome.result) : reject(toError(outcome)),
        )
        worker.postMessage(invocation)
      })
    },
    async end() {
      await worker.terminate()
    },
  }
}

function toError({ error }: Exclude<Outcome, { result: string }>): Error {
  return Object.assign(new Error(error.message), { name: error.type })
}

function forwardLines(stream: Readable, onLog: (line: string) => void): void {
  createInterface({ input: stream }).on('line', onLog)
}
