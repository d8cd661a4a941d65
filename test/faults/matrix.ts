import type { Result } from './case.ts'
import { faults } from './faults.ts'
import type { Job, Pool } from './pool.ts'
import { scenarios } from './scenarios.ts'
import type { OutgoingCall } from './watch.ts'

/** A case with what came of it. */
export interface Judged {
  readonly job: Job
  readonly result: Result
}

/** The calls of each scenario when nothing is the matter. */
export type Recording = ReadonlyMap<string, readonly OutgoingCall[]>

/**
 * Makes a good run of scenarios, which shows the calls that faults may strike.
 *
 * @param only a part of the names of those that are wanted
 */
export async function record(pool: Pool, only = ''): Promise<{ recording: Recording; judged: readonly Judged[] }> {
  const wanted = scenarios.filter(({ name }) => name.includes(only))
  const judged = await runAll(
    pool,
    wanted.map(({ name }) => ({ scenario: name, strikes: [] })),
  )
  return { recording: new Map(judged.map(({ job, result }) => [job.scenario, result.calls])), judged }
}

/** The whole matrix: each call of each scenario struck by each fault. */
export function allCells(recording: Recording): readonly Job[] {
  return [...recording].flatMap(([scenario, calls]) =>
    calls.flatMap((call) => faults.map(({ name: fault }) => ({ scenario, strikes: [{ call, fault }] }))),
  )
}

/** Random pairs of faults, at two calls of one request. */
export function pairs(recording: Recording, count: number, random: () => number): readonly Job[] {
  const pick = <T>(list: readonly T[]): T[] => list.slice(Math.floor(random() * list.length)).slice(0, 1)
  const able = [...recording].filter(([, calls]) => calls.length > 1)
  return Array.from({ length: count }, () => pick(able)).flatMap((picked) =>
    picked.map(([scenario, calls]) => {
      const strike = () => pick(calls).flatMap((call) => pick(faults).map(({ name: fault }) => ({ call, fault })))
      return { scenario, strikes: [...strike(), ...strike()] }
    }),
  )
}

/** Some of a list, in the order that chance has it. */
export function sample<T>(list: readonly T[], count: number, random: () => number): readonly T[] {
  return list
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ item }) => item)
}

/** Numbers from 0 to 1 by a seed: the same seed, the same cases (mulberry32). */
export function randomBy(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Runs cases in all lanes, and tells each one as it ends. */
export function runAll(
  pool: Pool,
  jobs: readonly Job[],
  tell: (judged: Judged) => void = () => undefined,
): Promise<readonly Judged[]> {
  return Promise.all(
    jobs.map(async (job) => {
      const judged = { job, result: await pool.run(job) }
      tell(judged)
      return judged
    }),
  )
}
