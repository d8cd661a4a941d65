import type { Client } from '../config/config.ts'
import { observe } from '../observability.ts'
import type { Tenant } from '../tenant.ts'

/**
 * Revokes a refresh token at the tenant. A tenant that fails never keeps a session alive: what stood in our table is
 * gone already, so a failure is only written to the log.
 */
export async function revokeQuietly(tenant: Tenant, client: Client, refreshToken: string | undefined): Promise<void> {
  if (refreshToken === undefined) return
  try {
    await tenant.authentication(client).revoke(refreshToken)
  } catch (error) {
    observe('revoke_failed', error)
  }
}
