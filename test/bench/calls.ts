import { live } from './cold/life.ts'
import type { Table } from './report.ts'
import type { Subject } from './subjects.ts'
import { type Ledger, takeLedger } from './world/ledger.ts'

/** What a subject asked of others in its first request and in a later one. */
export interface CallsOf {
  readonly subject: Subject
  readonly cold: Ledger
  readonly warm: Ledger
}

/** Counts the calls of each subject, cold and warm. */
export async function countCalls(
  subjects: readonly Subject[],
  { ledger, runtimeClient }: { ledger: Ledger; runtimeClient: string },
): Promise<readonly CallsOf[]> {
  const counted: CallsOf[] = []
  for (const subject of subjects) {
    const taken: Ledger[] = []
    const arranged = async () => {
      const event = await subject.arrange()
      takeLedger(ledger)
      return event
    }
    const onAnswer = () => taken.push(takeLedger(ledger))
    await live(subject.fn, { runtimeClient, events: [arranged, arranged], onAnswer })
    const [cold, warm] = taken
    if (cold && warm) counted.push({ subject, cold, warm })
  }
  return counted
}

/** The calls that a warm request may make, beside what it reads; and what a cold start may add: nothing at the tenant. */
interface CallGoal {
  readonly writes: Readonly<Record<string, number>>
  readonly tenant: number
  /** Reads, where they are part of the goal. */
  readonly reads?: number
  readonly readUnits?: number
  /** Calls of SSM by a cold start. */
  readonly secrets: number
}

const SESSION_ONLY = { writes: {}, tenant: 0, reads: 1, readUnits: 1, secrets: 0 }
const REFRESH = { writes: { UpdateItem: 2 }, tenant: 1, secrets: 1 }

/** By the names of the subjects. */
const GOALS: Readonly<Record<string, CallGoal>> = {
  '/-/healthz': { writes: {}, tenant: 0, reads: 0, secrets: 0 },
  '/userinfo by cookie': SESSION_ONLY,
  'authorizer by cookie': SESSION_ONLY,
  '/authorize': { writes: { PutItem: 1 }, tenant: 0, reads: 0, secrets: 0 },
  '/web-login/callback': { writes: { DeleteItem: 1, PutItem: 1 }, tenant: 1, secrets: 1 },
  '/refreshtoken by cookie': REFRESH,
}

/** The calls as a table, with the verdict on what the goals speak of. */
export function callsTable(title: string, counted: readonly CallsOf[]): Table {
  return {
    title,
    heads: [
      'request',
      'table, warm',
      'RRU',
      'WRU',
      'tenant, warm',
      'tenant by cold start',
      'SSM by cold start',
      'verdict',
    ],
    rows: counted.map(({ subject: { name }, cold, warm }) => [
      name,
      tally(warm.table),
      String(warm.units.read),
      String(warm.units.write),
      String(warm.tenant.length),
      String(cold.tenant.length - warm.tenant.length),
      String(cold.secrets.length - warm.secrets.length),
      judge(GOALS[name], cold, warm),
    ]),
  }
}

function judge(goal: CallGoal | undefined, cold: Ledger, warm: Ledger): string {
  const isRead = (operation: string) => ['GetItem', 'Query'].includes(operation)
  const reads = warm.table.filter(isRead).length
  const coldTenant = cold.tenant.length - warm.tenant.length
  const met =
    !goal ||
    [
      tally(warm.table.filter((each) => !isRead(each))) ===
        tally(Object.entries(goal.writes).flatMap(([name, times]) => Array(times).fill(name))),
      warm.tenant.length === goal.tenant,
      reads <= (goal.reads ?? reads),
      warm.units.read <= (goal.readUnits ?? warm.units.read),
      cold.secrets.length <= goal.secrets,
    ].every(Boolean)
  return met && coldTenant === 0 ? 'pass' : 'FAIL'
}

/** Such as `2 GetItem, 1 PutItem`. */
function tally(operations: readonly string[]): string {
  const groups = Object.entries(Object.groupBy(operations.toSorted(), (operation) => operation))
  return groups.map(([operation, each = []]) => `${each.length} ${operation}`).join(', ')
}
