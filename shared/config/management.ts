import type { ConfigShape } from './schema.ts'
import { type Secret, toSecret } from './secret.ts'

/** The machine-to-machine application that manages the tenant's users, checked. */
export interface ManagementClient {
  /** Address of the tenant without a final slash. */
  readonly auth0Url: string
  /** Audience of the Management API: of the canonical address, whatever the custom domain. */
  readonly audience: string
  readonly clientId: string
  readonly clientSecret: Secret
  /** Names of the connections whose users this stage may see and touch. */
  readonly connections: readonly string[]
  /** The connection of a new user that names none. */
  readonly defaultConnection: string | undefined
  /** Auth0's ids of the connections, where the configuration gives them: bulk import needs them. */
  readonly connectionIds: ReadonlyMap<string, string> | undefined
}

/** Who may use the management endpoints; nobody by default. */
export interface ManagementAccess {
  /** Groups of a user's profile. */
  readonly groups: readonly string[]
  /** Permissions or scopes of a bearer. */
  readonly permissions: readonly string[]
  /** Clients that prove themselves by a secret. */
  readonly clients: readonly string[]
}

/** Reads `managementClient`, in either of its forms. */
export function toManagementClient({
  managementClient: shape,
  auth0TenantUrl,
}: ConfigShape): ManagementClient | undefined {
  if (shape === undefined) return undefined
  const { supportedConnections, supportedConnectionsMap: map } = shape
  const ids = map && new Map(Object.entries(map).map(([name, { connectionId }]) => [name, connectionId]))
  const auth0Url = new URL(shape.auth0Url).origin
  return {
    auth0Url,
    audience: new URL('/api/v2/', auth0TenantUrl ?? auth0Url).href,
    clientId: shape.clientId,
    clientSecret: toSecret(shape.clientSecret),
    connections: ids ? [...ids.keys()] : (supportedConnections ?? []),
    defaultConnection: ids ? shape.defaultManagementConnectionName : shape.defaultCreateUserConnection,
    connectionIds: ids,
  }
}

/** Reads `management`. */
export function toManagementAccess({ management = {} }: ConfigShape): ManagementAccess {
  const { groups = [], permissions = [], clients = [] } = management
  return { groups, permissions, clients }
}
