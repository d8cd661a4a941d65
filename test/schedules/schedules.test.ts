import fc from 'fast-check'
import { expect, it } from 'vitest'
import { casesOf, play } from './case.ts'
import { useModelTime } from './clock.ts'
import { useEngine } from './engine.ts'
import { sabotages } from './sabotage.ts'
import { judge } from './verdict.ts'
import type { Sabotage } from './world.ts'

useModelTime()
const engine = useEngine()

/** `npm run schedules` sets them, and lets answers come too late; a seed repeats a failure. */
const { SCHEDULES_RUNS, SCHEDULES_SEED } = process.env
const cases = casesOf(SCHEDULES_RUNS !== undefined)
const HOUR = 3_600_000

/** Nothing goes wrong in any case, or nothing of a kind. */
const holds = (kind = /./, sabotage?: Sabotage) =>
  fc.asyncProperty(fc.scheduler(), cases, async (scheduler, drawn) => {
    const wrong = await judge(await play(engine, scheduler, drawn, sabotage))
    if (wrong.some((what) => kind.test(what))) throw new Error(wrong.join('\n'))
  })

it(
  'however refreshes, logins, logouts and crashes mix, nothing is lost and nothing comes back',
  async () => {
    const seed = SCHEDULES_SEED === undefined ? {} : { seed: Number(SCHEDULES_SEED) }
    await fc.assert(holds(), { numRuns: Number(SCHEDULES_RUNS ?? 60), ...seed })
  },
  HOUR,
)

it.each(sabotages)('it would be found out that $what', { timeout: HOUR }, async ({ says, ...sabotage }) => {
  const { failed } = await fc.check(holds(says, sabotage), { numRuns: 300, endOnFailure: true })
  expect(failed).toBe(true)
})
