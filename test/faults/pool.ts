import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Result } from './case.ts'
import type { Strike } from './watch.ts'

/** A request of a scenario, and what strikes it. */
export interface Job {
  readonly scenario: string
  readonly strikes: readonly Strike[]
}

/** A result, or why there is none: then the harness is broken. */
export type LaneAnswer = { readonly result: Result } | { readonly failure: string }

/** Runs cases in several lanes at once: they wait for time-outs most of the time. */
export class Pool {
  readonly #lanes: readonly Worker[]
  readonly #idle: Worker[] = []
  readonly #waiting: ((lane: Worker) => void)[] = []

  private constructor(lanes: readonly Worker[]) {
    this.#lanes = lanes
    this.#idle.push(...lanes)
  }

  /** @param dynamodb address of the engine that all lanes use, each with a table of its own */
  static async open(dynamodb: string, lanes: number): Promise<Pool> {
    const main = new URL('lane-thread.ts', import.meta.url)
    const workers = Array.from({ length: lanes }, () => new Worker(main, { workerData: dynamodb, execArgv: [] }))
    await Promise.all(workers.map((worker) => once(worker, 'message')))
    return new Pool(workers)
  }

  /** Runs a case as soon as a lane is free. */
  async run(job: Job): Promise<Result> {
    const lane = this.#idle.pop() ?? (await new Promise<Worker>((resolve) => this.#waiting.push(resolve)))
    try {
      const answered = once(lane, 'message')
      lane.postMessage(job)
      const [answer]: LaneAnswer[] = await answered
      if (!answer || 'failure' in answer) throw new Error(`${JSON.stringify(job)}: ${answer?.failure}`)
      return answer.result
    } finally {
      const next = this.#waiting.shift()
      if (next) next(lane)
      else this.#idle.push(lane)
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.terminate()))
  }
}
