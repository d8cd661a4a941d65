import type { Core } from '../../core.ts'
import { ageOf } from '../../jobs.ts'
import type { ImportOrder, Job, JobOutcome } from '../../options.ts'
import { importRow } from './import-row.ts'

/** Auth0 gives an import up after two hours. */
const MOST_SECONDS = 7200

/** Carries out every job whose time has come. */
export function carryOutJobs(core: Core): void {
  for (const job of core.jobs.all()) {
    if (!job.outcome && ageOf(job) >= Math.min(job.seconds, MOST_SECONDS) * 1000) job.outcome = carryOut(core, job)
  }
}

function carryOut(core: Core, { seconds, import: order }: Job): JobOutcome {
  if (!order) return { errors: [] }
  if (seconds > MOST_SECONDS) return { failure: 'The job timed out.', errors: [] }
  if (!order.rows)
    return { failure: 'Failed to parse users file JSON when importing users. Make sure it is valid JSON.', errors: [] }
  return importRows(core, order, order.rows)
}

function importRows(core: Core, order: ImportOrder, rows: readonly unknown[]): JobOutcome {
  const summary = { failed: 0, updated: 0, inserted: 0, total: rows.length }
  const errors: JobOutcome['errors'] = []
  const seen = new Set<string>()
  for (const row of rows) {
    const result = importRow(core, order, row, seen)
    if (typeof result === 'string') summary[result] += 1
    else {
      summary.failed += 1
      errors.push({ user: row, errors: result })
    }
  }
  return { summary, errors }
}
