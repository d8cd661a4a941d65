import type { Core } from '../core.ts'
import { refusals } from './errors.ts'
import { CHECKPOINT, checkpointOf, FIELDS, PAGING, pageOf } from './paging.ts'
import { route } from './route.ts'
import { pick } from './users/profile.ts'
import { hasUsernames } from './users/rules.ts'

const listConnections = route({
  method: 'GET',
  path: '/connections',
  scopes: ['read:connections'],
  query: {
    type: 'object',
    properties: {
      ...PAGING,
      per_page: { type: 'integer', minimum: 1, maximum: 100, description: 'The amount of entries per page.' },
      ...CHECKPOINT,
      ...FIELDS,
      name: { type: 'string', description: 'Provide the name of the connection to retrieve' },
      strategy: { type: 'array', items: { type: 'string' } },
    },
  },
  serve({ core, query }) {
    const { name, strategy } = query
    const connections = core.connections
      .filter((connection) => name === undefined || connection === name)
      .map((connection) => viewOf(core, connection))
      .filter((connection) => strategy === undefined || strategy.includes(connection.strategy))
    const { from, take, page, per_page } = query
    if (from === undefined && take === undefined) {
      const shown = connections.map((connection) => pick(connection, query))
      return { status: 200, body: pageOf(shown, 'connections', query) }
    }
    if (page !== undefined || per_page !== undefined)
      throw refusals.invalidQuery('Offset and checkpoint pagination exclude each other.')
    const { shown, ...next } = checkpointOf(connections, query)
    return { status: 200, body: { connections: shown.map((connection) => pick(connection, query)), ...next } }
  },
})

const readConnection = route({
  method: 'GET',
  path: '/connections/{id}',
  scopes: ['read:connections'],
  query: { type: 'object', properties: FIELDS },
  serve({ core, id, query }) {
    const name = connectionNamed(core, id)
    if (name === undefined) throw refusals.unknownConnection(404)
    return { status: 200, body: pick(viewOf(core, name), query) }
  },
})

/**
 * `GET /connections`, in pages by offset or by checkpoint, and `GET /connections/{id}`.
 *
 * @see https://auth0.com/docs/api/management/v2/connections/get-connections
 */
export const connectionRoutes = [listConnections, readConnection]

/** The name of the connection with an id. */
export function connectionNamed(core: Core, id: string): string | undefined {
  return [...core.connectionIds].find(([, candidate]) => candidate === id)?.[0]
}

/** A connection as every list of connections shows it. */
export function viewOf(core: Core, name: string) {
  const applications = [...core.applications.values()]
  const enabled = applications.filter(({ allowedConnections }) => allowedConnections.includes(name))
  return {
    id: core.connectionIds.get(name) ?? '',
    name,
    strategy: 'auth0',
    options: { passwordPolicy: 'good', requires_username: hasUsernames(core, name) },
    realms: [name],
    is_domain_connection: false,
    enabled_clients: enabled.map(({ clientId }) => clientId),
  }
}
