import { createHash, timingSafeEqual } from 'node:crypto'
import { ok, type Result, wrong } from '#infra/doctor/result'

const SUBJECT = 'Other stages'

/** What a stage proves itself with at the tenant. */
export interface Credentials {
  /** Values of secrets by the names of their parameters. */
  readonly secrets: ReadonlyMap<string, string>
  /** Client ids by the keys of the configuration, such as `clients.cms`. */
  readonly clientIds: ReadonlyMap<string, string>
}

/** Judges whether two stages share a client secret or an application: then a leaked secret of one opens the other. */
export function judgeShared(own: Credentials, stage: string, other: Credentials): readonly Result[] {
  const advice = 'Give each stage applications of its own'
  const secrets = shared(own.secrets, other.secrets).map(([mine, theirs]) =>
    wrong(SUBJECT, `${stage} has the same secret: ${mine} here is ${theirs} there`, advice),
  )
  const ids = shared(own.clientIds, other.clientIds).map(([mine, theirs]) =>
    wrong(SUBJECT, `${stage} has the same client id: ${mine} here is ${theirs} there`, advice),
  )
  if (secrets.length + ids.length > 0) return [...secrets, ...ids]
  return [ok(SUBJECT, `${stage} shares no client secret and no client id`)]
}

/** Another stage that there is nothing to compare with. */
export function notCompared(stage: string, why: string, state: 'ok' | 'unknown'): Result {
  return { subject: SUBJECT, state, says: `${stage} is not compared: ${why}` }
}

/** Pairs of names whose values are the same. */
function shared(own: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): readonly [string, string][] {
  const theirs = [...other].map(([name, value]) => [name, digest(value)] as const)
  return [...own].flatMap(([name, value]) => {
    const mine = digest(value)
    return theirs.filter(([, hash]) => timingSafeEqual(mine, hash)).map(([twin]): [string, string] => [name, twin])
  })
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}
