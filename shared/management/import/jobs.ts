import { JobsClient } from 'auth0/jobs'
import * as v from 'valibot'
import { isServiceError, ServiceError } from '../../errors.ts'
import { call, sdkOptions, sound } from '../call.ts'
import type { ManagementServices } from '../services.ts'

type Job = Awaited<ReturnType<JobsClient['get']>>
export const JobSchema = v.object({ id: v.string(), type: v.string() })
/** None, those of each user, or the job that runs or failed as a whole. */
const ErrorsSchema = v.optional(v.union([v.array(v.object({})), JobSchema]))

type Needs = Pick<ManagementServices, 'calls' | 'client'>

/**
 * An import into one of this stage's connections.
 *
 * @param id as API Gateway decoded it
 * @returns the job as Auth0 tells it
 * @throws ServiceError `not_found` when there is none, or it is another stage's or of another type: nobody can tell which
 */
export async function findImport(needs: Needs, id: string | undefined): Promise<Job> {
  const connections = [...(needs.client.connectionIds?.values() ?? [])]
  if (connections.length === 0 || id === undefined || !/^job_[A-Za-z0-9]{1,64}$/.test(id)) throw unknownImport()
  const job = sound(JobSchema, await ask(needs, (jobs) => jobs.get(id)))
  const ours = job.type === 'users_import' && connections.includes(job.connection_id ?? '')
  if (!ours) throw unknownImport()
  return job
}

/**
 * What went wrong with the users of an import.
 *
 * @returns Auth0's answer; undefined when nothing went wrong
 * @throws ServiceError `not_found` as {@link findImport}
 */
export async function findImportErrors(needs: Needs, id: string | undefined): Promise<unknown> {
  const job = await findImport(needs, id)
  return sound(ErrorsSchema, await ask(needs, (jobs) => jobs.errors.get(job.id)))
}

async function ask<T>({ calls, client }: Needs, run: (jobs: JobsClient) => Promise<T>): Promise<T> {
  const sdk = (token: string) => new JobsClient(sdkOptions(client, token))
  try {
    return await call(calls, (token) => run(sdk(token)), { repeatable: true })
  } catch (error) {
    throw isServiceError(error) && error.options.tenant?.statusCode === 404 ? unknownImport() : error
  }
}

function unknownImport(): ServiceError {
  return new ServiceError('not_found', 'There is no such import')
}
