import { ServiceError } from '#shared/errors'
import { type Leased, type LeaseSteps, leaseTimes } from '#shared/sessions/lease'

/** An item that is refreshed, with the result of its last refresh. */
export interface TestItem extends Leased {
  readonly result: string
}

/** What one instance's work does: it may commit, for nothing when the lease is lost, and throws to fail. */
export type Work = (commit: () => TestItem | undefined) => Promise<TestItem>

interface Worked {
  readonly at: number
  settled: boolean
}

/** One item as a table holds it: every step changes it in one piece, or not at all. */
export function leasedItem(clock: () => number, step: <T>(run: () => T) => Promise<T>) {
  let item: TestItem | undefined = { version: 0, result: 'old' }
  const works: Worked[] = []
  let overlaps = 0

  function current(): TestItem {
    if (!item) throw new ServiceError('invalid_token', 'The item is gone')
    return item
  }
  function take(held: TestItem, owner: string): boolean {
    if (item?.version !== held.version || (item.leaseUntil ?? 0) > clock()) return false
    item = { ...item, leaseOwner: owner, leaseUntil: clock() + leaseTimes.lease }
    return true
  }
  function release(owner: string): void {
    if (item?.leaseOwner === owner) item = { version: item.version, result: item.result }
  }
  function commit(held: TestItem, owner: string): TestItem | undefined {
    if (item?.leaseOwner !== owner || item.version !== held.version) return undefined
    item = { version: held.version + 1, result: owner }
    return item
  }
  async function run(work: Work, held: TestItem, owner: string): Promise<TestItem> {
    overlaps += works.filter(({ at, settled }) => !settled && clock() < at + leaseTimes.lease).length
    const worked = { at: clock(), settled: false }
    works.push(worked)
    return work(() => commit(held, owner)).finally(() => {
      worked.settled = true
    })
  }

  return {
    works,
    current,
    /** How often a work began while another held a live lease. */
    overlaps: () => overlaps,
    end(): void {
      item = undefined
    },
    steps: (work: Work): LeaseSteps<TestItem> => ({
      read: () => step(current),
      take: (held, owner) => step(() => take(held, owner)),
      release: (owner) => step(() => release(owner)),
      work: (held, owner) => run(work, held, owner),
    }),
  }
}
