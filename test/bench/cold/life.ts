import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { type Deployed, spawnRuntime } from '#infra/rehearsal/environment'
import { openRuntimeApi } from '#infra/rehearsal/runtime-api'

/** One life of a function, in milliseconds. */
export interface Life {
  /** From the start of its process to the question for a first call. */
  readonly init: number
  /** From a call's handing out to its answer, in their order. */
  readonly calls: readonly number[]
  /** Processor time of all threads, until the last answer; NaN where the system does not tell it. */
  readonly cpu: number
  /** The last answer, as JSON. */
  readonly answer: string
  /** Bytes that it wrote to the log. */
  readonly logBytes: number
}

/** What a life goes through. */
export interface Course {
  /** Path of the runtime client's main module. */
  readonly runtimeClient: string
  /** Gives the event of each call. */
  readonly events: readonly (() => Promise<unknown>)[]
  /** Found in every right answer. */
  readonly expects: RegExp
  /** Called with the process when it is ready for a first call. */
  readonly onReady?: (pid: number | undefined) => void
  /** Called after each answer. */
  readonly onAnswer?: () => void
}

/**
 * Starts a function, calls it, and ends it.
 *
 * @throws Error when it does not start, a call fails, or an answer is wrong
 */
export async function live(fn: Deployed, { runtimeClient, events, expects, onReady, onAnswer }: Course): Promise<Life> {
  const api = await openRuntimeApi(fn.arn)
  const begun = performance.now()
  const child = spawnRuntime(fn, api.address, { runtimeClient, preload: [] })
  const said: Buffer[] = []
  let logBytes = 0
  child.stdout.on('data', (chunk) => {
    logBytes += chunk.length
  })
  child.stderr.on('data', (chunk) => said.push(chunk))
  child.on('exit', (code) => api.fail(`Exit status ${code}: ${Buffer.concat(said)}`))
  try {
    await api.initialized
    const init = performance.now() - begun
    onReady?.(child.pid)
    const calls: number[] = []
    let answer = ''
    for (const event of events) {
      const json = JSON.stringify(await event())
      const sent = performance.now()
      const outcome = await api.invoke(json, fn.timeoutSeconds)
      calls.push(performance.now() - sent)
      if ('error' in outcome) throw new Error(`${fn.name}: ${outcome.error}`)
      answer = outcome.result
      if (!expects.test(answer)) throw new Error(`${fn.name} answers ${answer}`)
      onAnswer?.()
    }
    return { init, calls, cpu: processorTime(child.pid), answer, logBytes }
  } finally {
    const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
    child.kill('SIGKILL')
    await exited
    await api.close()
  }
}

/** @see https://docs.kernel.org/scheduler/sched-stats.html */
function processorTime(pid: number | undefined): number {
  if (process.platform !== 'linux') return Number.NaN
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  )
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6
}
