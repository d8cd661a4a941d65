import type { Table } from '../report.ts'
import type { Subject } from '../subjects.ts'
import { bundleOf, carryOut } from './order.ts'

/** How many modules of undici each subject has loaded after the import of its bundle, and after its first request. */
export async function countUndici(subjects: readonly Subject[]): Promise<Table> {
  const rows: (readonly string[])[] = []
  for (const subject of subjects) {
    const order = { bundle: bundleOf(subject.fn), event: await subject.arrange(), times: 0 }
    const { afterImport, afterFirst } = await carryOut(order, subject.fn)
    // The Management API's own client asks by fetch.
    const mayLoad = subject.goal === undefined || subject.name.endsWith('users') || subject.name.startsWith('DELETE')
    const met = mayLoad || afterImport + afterFirst === 0
    rows.push([
      subject.name,
      String(afterImport),
      String(afterFirst),
      mayLoad ? '' : '0',
      met ? (mayLoad ? '' : 'pass') : 'FAIL',
    ])
  }
  return {
    title: 'Modules of undici',
    heads: ['request', 'after import', 'after the first request', 'goal', 'verdict'],
    rows,
  }
}
