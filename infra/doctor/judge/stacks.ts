import type { Parameter } from '#infra/doctor/ask/parameters'
import { ok, type Result, unknown, wrong } from '#infra/doctor/result'
import type { Told } from '#infra/doctor/told'
import type { StageFact } from '#infra/parameters'

const SUBJECT = 'Stacks'

/** What a deployed stage tells of itself. */
export type Facts = Readonly<Record<StageFact, Told<Parameter>>>

/** Tells whether neither of the stage's stacks is there. */
export function nothingDeployed(facts: Facts): boolean {
  return Object.values(facts).every((fact) => 'untold' in fact && fact.untold.why === 'absent')
}

/** Judges whether both stacks of a stage are deployed, by the facts that they write. */
export function judgeStacks(stage: string, facts: Facts): readonly Result[] {
  return [
    judgeStack(stage, `Auth0Client-${stage}-Data`, [facts.table, facts.key]),
    judgeStack(stage, `Auth0Client-${stage}-Api`, [facts.url, facts.authorizer]),
  ]
}

function judgeStack(stage: string, name: string, facts: readonly Told<Parameter>[]): Result {
  const gaps = facts.flatMap((fact) => ('untold' in fact ? [fact.untold] : []))
  const [gap] = gaps
  if (!gap) return ok(SUBJECT, `${name} is deployed`)
  if (gaps.some(({ why }) => why !== 'absent')) return unknown(SUBJECT, `Whether ${name} is deployed`, gap)
  const says = gaps.length === facts.length ? 'is not deployed' : 'is deployed in part, or by an older version'
  return wrong(SUBJECT, `${name} ${says}`, `npm run deploy -- ${stage}`)
}
