import { invalidRequest } from '../errors.ts'
import type { Client } from './config.ts'

/**
 * Chooses the connection of a login: the request's when supported, else the default, else the only one.
 *
 * @param asked the request's `connection`
 * @returns undefined when the client supports no connection by name and none was asked
 * @throws ServiceError `invalid_request` when the asked one is not supported, or several are and none is the default
 */
export function chooseConnection(client: Client, asked: string | undefined): string | undefined {
  const { supportedConnections: supported, defaultConnection } = client
  if (supported.length === 0) return asked
  if (asked !== undefined) {
    if (supported.includes(asked)) return asked
    throw invalidRequest('The connection is not supported for this client')
  }
  if (defaultConnection !== undefined) return defaultConnection
  if (supported.length === 1) return supported[0]
  throw invalidRequest('Name a connection: this client supports several and has no default')
}
