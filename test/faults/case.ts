import { setTimeout as delay } from 'node:timers/promises'
import { countLogins } from './accounts.ts'
import type { Exception } from './exceptions.ts'
import { judgeAccounts, judgeAnswer, judgeLeft } from './judge.ts'
import { type Lane, secrets } from './lane.ts'
import type { Prepared, Scenario } from './scenario.ts'
import type { OutgoingCall, Strike } from './watch.ts'

/** What came of a request that suffered. */
export interface Result {
  readonly status: number
  readonly milliseconds: number
  /** Every call that the request made. */
  readonly calls: readonly OutgoingCall[]
  /** What may be left although it must not, by its name. */
  readonly exceptions: readonly Exception[]
  /** What is wrong. */
  readonly violations: readonly string[]
}

/** Seconds after which every lease is over. */
const LEASES_ARE_OVER = 11

/** Makes one request while some of its calls suffer, and judges the answer and what is left. */
export async function runCase(lane: Lane, scenario: Scenario, strikes: readonly Strike[]): Promise<Result> {
  const prepared = await prepare(lane, scenario, 3)
  const prior = await countLogins(lane, prepared.person.id)
  const { calls, lines, ...asked } = await ask(lane, prepared, strikes)
  lane.advance(LEASES_ARE_OVER)
  const failedRevocations = lines.filter((line) => line.includes('"revoke_failed"')).length
  const known = { strikes, failedRevocations }
  const left = await countLogins(lane, prepared.person.id)
  const done = scenario.good.includes(asked.answer.status)
  const before = judgeLeft(scenario, left, prior, { ...known, finished: false, done })
  const again = await prepared.after(asked.answer)
  const after = judgeAccounts(scenario, await countLogins(lane, prepared.person.id), { ...known, finished: true })
  const violations = [
    ...judgeAnswer(scenario, asked),
    ...asked.late.map(({ name }) => `${name} was begun after the answer`),
    ...before.violations,
    ...again,
    ...after.violations,
    ...leaks(prepared.secrets, lines, done ? '' : asked.answer.text),
  ]
  return {
    status: asked.answer.status,
    milliseconds: asked.milliseconds,
    calls,
    exceptions: [...new Set([...before.exceptions, ...after.exceptions])],
    violations: [...new Set(violations)],
  }
}

/** Makes the request, and waits for its line in the log. */
async function ask({ watch, logs }: Lane, prepared: Prepared, strikes: readonly Strike[]) {
  const logged = logs.length
  watch.begin(strikes)
  const begin = performance.now()
  const answer = await prepared.call()
  const milliseconds = Math.round(performance.now() - begin)
  const calls = [...watch.calls]
  await settled(logs, logged)
  const late = watch.calls.slice(calls.length)
  watch.end()
  return { answer, milliseconds, calls, late, lines: logs.slice(logged) }
}

/** On a machine that is busy with other things even a request that nothing troubles may take too long. */
async function prepare(lane: Lane, scenario: Scenario, attempts: number): Promise<Prepared> {
  return scenario.prepare(lane).catch((error: unknown) => {
    if (attempts === 1) throw error
    return prepare(lane, scenario, attempts - 1)
  })
}

/** Waits for the request's own line, which is the last one; an authorizer's request leaves two. */
async function settled(logs: readonly string[], logged: number): Promise<void> {
  const isLast = (line: string) => line.includes('"milliseconds"')
  for (let tries = 0; tries < 100 && !logs.slice(logged).some(isLast); tries++) await delay(20)
  await delay(20)
}

function leaks(own: readonly string[], lines: readonly string[], body: string): readonly string[] {
  const all = [...own, ...Object.values(secrets)]
  const inLog = all.some((secret) => lines.some((line) => line.includes(secret)))
  const inBody = all.some((secret) => body.includes(secret))
  return [...(inLog ? ['a secret is in the log'] : []), ...(inBody ? ['a secret is in the answer'] : [])]
}
