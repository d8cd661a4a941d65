import { placeholderName } from '#shared/config/placeholders'
import type { ClientShape, ConfigShape } from '#shared/config/schema'
import type { Secrets } from './parameters.ts'
import { isAt } from './placeholders.ts'
import type { Application } from './tenant/tenant.ts'

/** What the management endpoints may do at the tenant. */
const MANAGEMENT_SCOPES = [
  'read:users',
  'create:users',
  'update:users',
  'delete:users',
  'read:connections',
  'read:clients',
  'read:client_grants',
  'create:user_tickets',
  'delete:sessions',
  'delete:refresh_tokens',
  'read:device_credentials',
  'delete:device_credentials',
]

/** Addresses without a final slash. */
export interface Urls {
  readonly tenantUrl: string
  /** Where the tenant says that a session has ended. */
  readonly gatewayUrl: string
}

/**
 * The applications of the tenant that a configuration speaks of.
 *
 * @param connections all connections of the tenant: a client that names none may use each
 */
export function applicationsOf(
  shape: ConfigShape,
  secrets: Secrets,
  { tenantUrl, gatewayUrl }: Urls,
  connections: string[],
): Application[] {
  const clients = Object.values(shape.clients).filter(({ auth0Url }) => isAt(auth0Url, tenantUrl))
  const applications = clients.map((client) => ({
    ...loginApplication(client, secrets, connections),
    backchannelLogoutUrl: `${gatewayUrl}/backchannel-logout`,
  }))
  const { managementClient } = shape
  if (!managementClient || !isAt(managementClient.auth0Url, tenantUrl)) return merge(applications)
  return merge([...applications, managementApplication(managementClient, secrets, tenantUrl)])
}

function loginApplication(client: ClientShape, secrets: Secrets, connections: string[]): Application {
  const { origin } = new URL(client.redirectUrl)
  return {
    clientId: client.clientId,
    clientSecret: secretOf(client.clientSecret, secrets),
    callbacks: [client.redirectUrl],
    allowedLogoutUrls: [`${origin}/`, origin, ...(client.allowedRedirects ?? [])],
    allowedConnections: client.supportedConnections ?? connections,
  }
}

function managementApplication(
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
  secrets: Secrets,
  tenantUrl: string,
): Application {
  return {
    clientId,
    clientSecret: secretOf(clientSecret, secrets),
    callbacks: [],
    allowedLogoutUrls: [],
    allowedConnections: [],
    grantTypes: ['client_credentials'],
    clientGrants: { [`${tenantUrl}/api/v2/`]: MANAGEMENT_SCOPES },
  }
}

/** Several clients of the configuration may be one application. */
function merge(applications: readonly Application[]): Application[] {
  const merged = new Map<string, Application>()
  for (const next of applications) {
    const earlier = merged.get(next.clientId)
    merged.set(next.clientId, earlier ? join(earlier, next) : next)
  }
  return [...merged.values()]
}

function join(a: Application, b: Application): Application {
  const both = (list: 'callbacks' | 'allowedLogoutUrls' | 'allowedConnections') => [
    ...new Set([...a[list], ...b[list]]),
  ]
  return {
    ...a,
    ...b,
    callbacks: both('callbacks'),
    allowedLogoutUrls: both('allowedLogoutUrls'),
    allowedConnections: both('allowedConnections'),
  }
}

function secretOf(clientSecret: string, secrets: Secrets): string {
  const name = placeholderName(clientSecret)
  return name === undefined ? clientSecret : (secrets[name] ?? '')
}
