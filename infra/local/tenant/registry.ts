import type { Api, Application } from './options.ts'

/** Applications by client id, the paths among their client grants resolved to audiences under the issuer. */
export function indexApplications(applications: readonly Application[], issuer: string): Map<string, Application> {
  return new Map(applications.map((application) => [application.clientId, resolveGrants(application, issuer)]))
}

/** APIs by identifier, with the Management API, whose scopes are for client grants alone. */
export function indexApis(apis: readonly Api[], issuer: string): Map<string, Api> {
  const management = { identifier: `${issuer}api/v2/`, scopes: [], allowOfflineAccess: false }
  return new Map([...apis, management].map((api) => [api.identifier, api]))
}

function resolveGrants(application: Application, issuer: string): Application {
  if (!application.clientGrants) return application
  const resolved = Object.entries(application.clientGrants).map(([audience, scopes]) => [
    audience.startsWith('/') ? new URL(audience, issuer).href : audience,
    scopes,
  ])
  return { ...application, clientGrants: Object.fromEntries(resolved) }
}
