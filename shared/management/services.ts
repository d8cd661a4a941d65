import { ServiceError } from '../errors.ts'
import { observe } from '../observability.ts'
import type { Secrets } from '../secrets.ts'
import { createTable } from '../sessions/table.ts'
import type { Stage } from '../stage.ts'
import { createTenant } from '../tenant.ts'
import { type CallNeeds, PATIENCE } from './call.ts'
import { createCalls } from './calls.ts'
import { endUserAtTenant, endUserHere } from './end-user.ts'
import type { UserId } from './user-id.ts'
import { createUsers } from './users.ts'

export type ManagementServices = ReturnType<ReturnType<typeof createManagementServices>>

/**
 * Puts user management together.
 *
 * @returns a function that opens it for one request, whose calls share the time for waiting
 * @throws ServiceError `not_found` when the configuration has no `managementClient`
 */
export function createManagementServices(stage: Stage, secrets: Secrets) {
  const client = stage.config.managementClient
  if (!client) throw new ServiceError('not_found', 'Users are not managed here')
  const needs = { ...stage, secrets, table: createTable(stage.table) }
  const ending = { ...needs, tenant: createTenant(needs) }
  const shared = createCalls(stage, client, secrets)
  return () => {
    const calls: CallNeeds = { ...shared, deadline: stage.clock() + PATIENCE }
    const users = createUsers(calls, client)
    return {
      client,
      calls,
      users,
      /** Ends all of a user's logins here. @returns how many */
      endHere: (id: UserId) => endUserHere(ending, id),
      /** Ends them at the tenant, as far as its plan offers it. */
      endAtTenant: (id: UserId) => endUserAtTenant(calls, client, users, id),
      /** The same before a user is deleted, whom nothing outlives: the tenant's trouble is only written to the log. */
      endAtTenantQuietly: (id: UserId) =>
        endUserAtTenant(calls, client, users, id).catch((error: unknown) => observe('end_at_tenant_failed', error)),
    }
  }
}
