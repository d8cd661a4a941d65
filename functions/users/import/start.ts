import { json } from '#shared/http/responses'
import { managementEndpoint } from '#shared/management/endpoint'
import { dryRun } from '#shared/management/import/dry-run'
import { parseUsers, requireIdentified } from '#shared/management/import/file'
import { readImport } from '#shared/management/import/request'
import { startImport } from '#shared/management/import/start'

/** `POST /users/import`: has Auth0 import a file of users, or with `dry_run=true` judges the file only. */
export const handler = managementEndpoint(async (event, services) => {
  const request = await readImport(event, services.client)
  const users = parseUsers(request.file)
  if (request.dryRun) return json(dryRun(users))
  requireIdentified(users)
  return json(await startImport(services, request.file, request.options), {}, 202)
})
