import { createAttempts } from '../sessions/attempts.ts'
import { createBearers } from '../sessions/bearers.ts'
import { createGrants } from '../sessions/grants.ts'
import { createLogins } from '../sessions/logins.ts'
import { createSessions } from '../sessions/sessions.ts'
import { createTable } from '../sessions/table.ts'
import type { Stage } from '../stage.ts'
import { createTenant } from '../tenant.ts'

export type LoginServices = ReturnType<typeof createLoginServices>

/** What ends a login: the tenant, and the stores of everything that a login may leave behind. */
export function createLoginServices(stage: Stage) {
  const needs = { ...stage, table: createTable(stage.table) }
  return {
    ...needs,
    attempts: createAttempts(needs),
    logins: createLogins(needs),
    sessions: createSessions(needs),
    bearers: createBearers(needs),
    grants: createGrants(needs),
    tenant: createTenant(needs),
  }
}
