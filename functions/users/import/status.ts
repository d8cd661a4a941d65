import { json } from '#shared/http/responses'
import { managementEndpoint } from '#shared/management/endpoint'
import { findImport } from '#shared/management/import/jobs'

/** `GET /users/import/status/{jobId}`: how far an import is. */
export const handler = managementEndpoint(async (event, services) =>
  json(await findImport(services, event.pathParameters?.['jobId'])),
)
