import { createHash } from 'node:crypto'
import type { Api, Application } from './options.ts'

/** Applications by client id, the paths among their client grants resolved to audiences under the issuer. */
export function indexApplications(applications: readonly Application[], issuer: string): Map<string, Application> {
  return new Map(applications.map((application) => [application.clientId, resolveGrants(application, issuer)]))
}

/** APIs by identifier, with the Management API, whose scopes are for client grants alone. */
export function indexApis(apis: readonly Api[], issuer: string): Map<string, Api> {
  const management = { identifier: managementAudience(issuer), scopes: [], allowOfflineAccess: false }
  return new Map([...apis, management].map((api) => [api.identifier, api]))
}

/** The audience that a client grant names: a path stands for one under the issuer. */
export function audienceOf(named: string, issuer: string): string {
  return named.startsWith('/') ? `${issuer}${named.slice(1)}` : named
}

/** Audience of the Management API. */
export function managementAudience(issuer: string): string {
  return `${issuer}api/v2/`
}

/** Ids of all connections by name: the given one, else one that is the same for the same name. */
export function indexConnections(
  names: readonly string[],
  given: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name, given[name] ?? connectionId(name)]))
}

function connectionId(name: string): string {
  return `con_${createHash('sha256').update(name).digest('hex').slice(0, 16)}`
}

function resolveGrants(application: Application, issuer: string): Application {
  if (!application.clientGrants) return application
  const resolved = Object.entries(application.clientGrants).map(([audience, scopes]) => [
    audienceOf(audience, issuer),
    scopes,
  ])
  return { ...application, clientGrants: Object.fromEntries(resolved) }
}
