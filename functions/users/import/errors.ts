import { json, noContent } from '#shared/http/responses'
import { managementEndpoint } from '#shared/management/endpoint'
import { findImportErrors } from '#shared/management/import/jobs'

/** `GET /users/import/status/{jobId}/errors`: which users an import could not take, and why. */
export const handler = managementEndpoint(async (event, services) => {
  const errors = await findImportErrors(services, event.pathParameters?.['jobId'])
  return errors === undefined ? noContent() : json(errors)
})
