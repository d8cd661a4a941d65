import type { Core } from '../../core.ts'
import type { Job } from '../../options.ts'
import { refusals } from '../errors.ts'
import { route } from '../route.ts'
import { NOTHING } from '../schema/schema.ts'
import { importUsers } from './import.ts'
import { sendVerificationEmail } from './verification-email.ts'
import { viewOf } from './view.ts'

const SCOPES = ['create:users', 'read:users']

const readJob = route({
  method: 'GET',
  path: '/jobs/{id}',
  scopes: SCOPES,
  query: NOTHING,
  serve: ({ core, id }) => ({ status: 200, body: viewOf(findJob(core, id), core.settings.current) }),
})

/** The errors of single users; of a job that runs or failed as a whole, the job. */
const readErrors = route({
  method: 'GET',
  path: '/jobs/{id}/errors',
  scopes: SCOPES,
  query: NOTHING,
  serve({ core, id }) {
    const job = findJob(core, id)
    const { outcome } = job
    if (!outcome || outcome.failure !== undefined) return { status: 200, body: viewOf(job, core.settings.current) }
    return outcome.errors.length > 0 ? { status: 200, body: outcome.errors } : { status: 204 }
  },
})

/**
 * Jobs: imports of users and verification mails.
 *
 * @see https://auth0.com/docs/api/management/v2/jobs/get-jobs-by-id
 */
export const jobRoutes = [importUsers, sendVerificationEmail, readJob, readErrors]

function findJob(core: Core, id: string): Job {
  const job = core.jobs.get(id)
  if (!job) throw refusals.unknownJob()
  return job
}
