import type { Core } from '../core.ts'
import { grantsOf, hasRotation, leewayOf } from '../oauth/clients.ts'
import { REFRESH_TOKEN_LIFETIME } from '../oauth/lifetimes.ts'
import type { Application } from '../options.ts'
import { viewOf } from './connections.ts'
import { refusals } from './errors.ts'
import { CHECKPOINT, checkpointOf, FIELDS } from './paging.ts'
import { route } from './route.ts'
import { pick } from './users/profile.ts'

const readClient = route({
  method: 'GET',
  path: '/clients/{id}',
  scopes: ['read:clients', 'read:client_keys'],
  query: { type: 'object', properties: FIELDS },
  serve({ core, id, query, scopes }) {
    const application = applicationOf(core, id)
    const secret = scopes.includes('read:client_keys') ? { client_secret: application.clientSecret } : {}
    return { status: 200, body: pick({ ...clientView(core, application), ...secret }, query) }
  },
})

const listClientConnections = route({
  method: 'GET',
  path: '/clients/{id}/connections',
  scopes: ['read:connections'],
  alsoScopes: ['read:clients', 'read:client_summary'],
  query: {
    type: 'object',
    properties: { ...CHECKPOINT, ...FIELDS, strategy: { type: 'array', items: { type: 'string' } } },
  },
  serve({ core, id, query }) {
    const { allowedConnections } = applicationOf(core, id)
    const connections = allowedConnections
      // The list of all applications of a connection is another endpoint's.
      .map((name) => viewOf(core, name))
      .map(({ enabled_clients: _, ...connection }) => connection)
      .filter(({ strategy }) => query.strategy === undefined || query.strategy.includes(strategy))
    const { shown, ...next } = checkpointOf(connections, query)
    return { status: 200, body: { connections: shown.map((connection) => pick(connection, query)), ...next } }
  },
})

/**
 * `GET /clients/{id}`, and `GET /clients/{id}/connections`, the connections that are enabled for an application.
 *
 * @see https://auth0.com/docs/api/management/v2/clients/get-clients-by-id and its neighbour get-client-connections
 */
export const clientRoutes = [listClientConnections, readClient]

function applicationOf(core: Core, id: string): Application {
  const application = core.applications.get(id)
  if (!application) throw refusals.unknownClient()
  return application
}

function clientView(core: Core, application: Application) {
  const { clientId, callbacks, allowedLogoutUrls, trustIpHeader = true } = application
  const grants = grantsOf(application)
  return {
    tenant: 'local',
    client_id: clientId,
    name: clientId,
    is_first_party: true,
    app_type: grants.includes('client_credentials') ? 'non_interactive' : 'regular_web',
    callbacks,
    allowed_logout_urls: allowedLogoutUrls,
    grant_types: grants,
    token_endpoint_auth_method: 'client_secret_post',
    is_token_endpoint_ip_header_trusted: trustIpHeader,
    refresh_token: {
      rotation_type: hasRotation(core, clientId) ? 'rotating' : 'non-rotating',
      expiration_type: 'expiring',
      leeway: leewayOf(core, clientId),
      token_lifetime: REFRESH_TOKEN_LIFETIME,
      infinite_token_lifetime: false,
      infinite_idle_token_lifetime: true,
    },
  }
}
