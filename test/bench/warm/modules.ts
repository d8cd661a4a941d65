import type { Table } from '#infra/markdown'
import { verdict } from '../report.ts'
import type { Subject } from '../subjects.ts'
import { bundleOf, carryOut } from './order.ts'

/** How many modules of undici each subject has loaded after the import of its bundle, and after its first request. */
export async function countUndici(subjects: readonly Subject[]): Promise<Table> {
  const rows: (readonly string[])[] = []
  for (const subject of subjects) {
    const order = { bundle: bundleOf(subject.fn), event: await subject.arrange(), expects: subject.expects, times: 0 }
    const { afterImport, afterFirst } = await carryOut(order, subject.fn)
    const loaded = afterImport + afterFirst
    rows.push([subject.name, String(afterImport), String(afterFirst), '0', verdict(loaded, 0)])
  }
  return {
    title: 'Modules of undici',
    heads: ['request', 'after import', 'after the first request', 'goal', 'verdict'],
    rows,
  }
}
