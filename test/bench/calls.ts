import type { Table } from '#infra/markdown'
import { keepsGoal } from './call-goals.ts'
import { live } from './cold/life.ts'
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
    await live(subject.fn, { runtimeClient, events: [arranged, arranged], expects: subject.expects, onAnswer })
    const [cold, warm] = taken
    if (!cold || !warm) throw new Error(`Nothing was counted of ${subject.name}`)
    counted.push({ subject, cold, warm })
  }
  return counted
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
      keepsGoal(name, cold, warm) ? 'pass' : 'FAIL',
    ]),
  }
}

/** Such as `2 GetItem, 1 PutItem`. */
function tally(operations: readonly string[]): string {
  const groups = Object.entries(Object.groupBy(operations.toSorted(), (operation) => operation))
  return groups.map(([operation, each = []]) => `${each.length} ${operation}`).join(', ')
}
