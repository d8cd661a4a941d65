import { UsersImportsClient } from 'auth0/jobs/usersImports'
import { call, sdkOptions, sound } from '../call.ts'
import type { ManagementServices } from '../services.ts'
import { JobSchema } from './jobs.ts'
import type { ImportOptions } from './request.ts'

/**
 * Hands a users file over to Auth0, once: a job that began is not begun again.
 *
 * @returns the job as Auth0 tells it
 * @throws ServiceError `tenant_refused`, `too_many_requests` while two imports of the tenant are running
 */
export async function startImport(
  { calls, client }: Pick<ManagementServices, 'calls' | 'client'>,
  file: Buffer,
  options: ImportOptions,
): Promise<unknown> {
  const users = { data: file, filename: 'users.json', contentType: 'application/json' }
  const sdk = (token: string) => new UsersImportsClient(sdkOptions(client, token))
  return sound(JobSchema, await call(calls, (token) => sdk(token).create({ ...options, users }), { repeatable: false }))
}
