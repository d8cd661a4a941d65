import { ageOf } from '../../jobs.ts'
import type { Job } from '../../options.ts'
import type { Settings } from '../../settings.ts'

/** A job as `GET /jobs/{id}` shows it, its progress by the clock. */
export function viewOf(job: Job, { jobProcessing }: Settings): Record<string, unknown> {
  const { outcome } = job
  return { ...headOf(job), ...(outcome ? resultOf(job) : progressOf(job, jobProcessing)) }
}

/** A job as the call that creates it shows it. */
export function headOf(job: Job): Record<string, unknown> {
  const { id, type, created_at, import: order } = job
  const { connection, connectionId, externalId } = order ?? {}
  return {
    type,
    status: 'pending',
    ...(order && { connection_id: connectionId, connection }),
    created_at,
    id,
    ...(externalId !== undefined && { external_id: externalId }),
  }
}

function resultOf({ outcome }: Job): Record<string, unknown> {
  const { failure, summary } = outcome ?? {}
  if (failure !== undefined) return { status: 'failed', status_details: failure }
  return { status: 'completed', ...(summary && { percentage_done: 100, time_left_seconds: 0, summary }) }
}

function progressOf(job: Job, jobProcessing: boolean): Record<string, unknown> {
  const elapsed = Math.max(0, ageOf(job) / 1000)
  return {
    status: jobProcessing && elapsed > 0 ? 'processing' : 'pending',
    percentage_done: Math.floor((elapsed / job.seconds) * 100),
    time_left_seconds: Math.ceil(job.seconds - elapsed),
  }
}
