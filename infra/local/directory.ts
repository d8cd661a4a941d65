import { createHash } from 'node:crypto'
import type { ClientShape, ConfigShape } from '#shared/config/schema'
import { applicationsOf, type Urls } from './applications.ts'
import type { Secrets } from './parameters.ts'
import { DEFAULT_CONNECTION } from './placeholders.ts'
import type { Api, TenantOptions, TenantUser } from './tenant/tenant.ts'

/** The user that the stage tells the person about; every connection has one of these. */
export const DEMO_USER = { email: 'demo@example.com', password: 'Demo-Password-1' }

/** Scopes of OpenID Connect and of ours, which belong to no API. */
const NOT_OF_AN_API = new Set(['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'website'])

/**
 * Furnishes the stage's own tenant with all that a configuration speaks of.
 *
 * @param shape the checked configuration, filled
 * @param secrets values of the secrets that it names
 */
export function furnishTenant(shape: ConfigShape, secrets: Secrets, urls: Urls): TenantOptions {
  const connections = connectionsOf(shape)
  const [namespace] = shape.customClaimsNamespaces ?? []
  const [defaultDirectory = DEFAULT_CONNECTION] = connections
  return {
    applications: applicationsOf(shape, secrets, urls, connections),
    apis: apisOf(Object.values(shape.clients)),
    connections,
    connectionIds: connectionIdsOf(shape),
    users: connections.flatMap(usersOf),
    defaultDirectory,
    ...(namespace !== undefined && { namespace }),
  }
}

/** All connections that the configuration names, in its order, and Auth0's default one. */
function connectionsOf({ clients, managementClient }: ConfigShape): string[] {
  const named = Object.values(clients).flatMap(({ supportedConnections = [] }) => supportedConnections)
  const { supportedConnections = [], supportedConnectionsMap = {} } = managementClient ?? {}
  return [...new Set([...named, ...supportedConnections, ...Object.keys(supportedConnectionsMap), DEFAULT_CONNECTION])]
}

/** The ids that the configuration has for connections of bulk imports. */
function connectionIdsOf({ managementClient }: ConfigShape): Record<string, string> {
  const map = Object.entries(managementClient?.supportedConnectionsMap ?? {})
  return Object.fromEntries(map.map(([name, { connectionId }]) => [name, connectionId]))
}

function apisOf(clients: readonly ClientShape[]): Api[] {
  const scopes = new Map<string, Set<string>>()
  for (const client of clients) {
    if (client.audience === undefined) continue
    const own = client.scopes.filter((scope) => !NOT_OF_AN_API.has(scope))
    scopes.set(client.audience, new Set([...(scopes.get(client.audience) ?? []), ...own]))
  }
  return [...scopes].map(([identifier, names]) => ({ identifier, scopes: [...names] }))
}

function usersOf(connection: string): TenantUser[] {
  const { password } = DEMO_USER
  const user = (email: string, name: string) => ({
    user_id: `auth0|${createHash('sha256').update(`${connection} ${email}`).digest('hex').slice(0, 24)}`,
    email,
    name,
    password,
    connection,
    email_verified: true,
    app_metadata: { groups: ['editors'] },
    user_metadata: { locale: 'en' },
  })
  return [
    user(DEMO_USER.email, 'Demo User'),
    { ...user('mfa@example.com', 'MFA User'), mfa: { otp: '123456' } },
    { ...user('blocked@example.com', 'Blocked User'), blocked: true },
  ]
}
