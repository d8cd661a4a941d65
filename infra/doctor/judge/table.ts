import type { TableAnswer } from '#infra/doctor/ask/table'
import { ok, type Result, unknown, warning, wrong } from '#infra/doctor/result'
import type { StageRow } from '#infra/stages'
import { table } from '#infra/table'

const SUBJECT = 'Table'

/** Judges the table's expiry, protection and recovery: expired logins are ignored anyway, and would lie there for ever. */
export function judgeTable(
  { name, deletionProtection }: Pick<StageRow, 'name' | 'deletionProtection'>,
  answer: TableAnswer,
): readonly Result[] {
  if ('untold' in answer.expiry && answer.expiry.untold.why === 'absent') {
    return [wrong(SUBJECT, `It is gone: ${answer.expiry.untold.says}`, `npm run deploy -- ${name}`)]
  }
  return [judgeExpiry(answer), judgeProtection(deletionProtection, answer), judgeRecovery(name, answer)]
}

function judgeExpiry({ expiry }: TableAnswer): Result {
  if ('untold' in expiry) return unknown(SUBJECT, 'Whether TTL is on', expiry.untold)
  const { status, attribute } = expiry.told
  if (['ENABLED', 'ENABLING'].includes(status) && attribute === table.timeToLive) {
    return ok(SUBJECT, `TTL is on, by ${attribute}`)
  }
  const says = attribute === undefined || attribute === table.timeToLive ? 'TTL is off' : `TTL goes by ${attribute}`
  return wrong(SUBJECT, `${says}: used-up logins stay in the table`, `Turn it on, by the attribute ${table.timeToLive}`)
}

function judgeProtection(wanted: boolean, { deletionProtection }: TableAnswer): Result {
  if ('untold' in deletionProtection) {
    return unknown(SUBJECT, 'Whether it is protected from deletion', deletionProtection.untold)
  }
  const is = deletionProtection.told
  if (is === wanted) return ok(SUBJECT, `It is ${is ? '' : 'not '}protected from deletion, as infra/stages.ts has it`)
  if (is) return warning(SUBJECT, 'It is protected from deletion, unlike in infra/stages.ts', 'Mend one of both')
  return wrong(SUBJECT, 'It is not protected from deletion, unlike in infra/stages.ts', 'Turn the protection on')
}

/** Every stage's template turns it on. */
function judgeRecovery(name: string, { recovery }: TableAnswer): Result {
  if ('untold' in recovery) return unknown(SUBJECT, 'Whether it can be brought back', recovery.untold)
  if (recovery.told) return ok(SUBJECT, 'Point-in-time recovery is on')
  const says = 'Point-in-time recovery is off: a table that is lost or spoilt ends all logins'
  return warning(SUBJECT, says, `Turn it on, or npm run deploy -- ${name} after somebody changed it by hand`)
}
