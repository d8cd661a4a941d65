import type { ManagementClient } from '../config/management.ts'
import { invalidRequest } from '../errors.ts'

/**
 * Chooses the connection of a new user or an import: the request's when supported, else the configured default.
 *
 * @throws ServiceError `invalid_request` when it is not supported, or none is named and there is no default
 */
export function managedConnection(
  { connections, defaultConnection }: ManagementClient,
  asked: string | undefined,
): string {
  const connection = asked ?? defaultConnection
  if (connection === undefined) throw invalidRequest('connection is missing, and there is no default')
  if (!connections.includes(connection)) throw invalidRequest('connection must be one of the supported connections')
  return connection
}
