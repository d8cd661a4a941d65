import type { ClientShape, ConfigShape, Fault } from './schema.ts'
import { checkHash, checkHost, checkOrigin, checkSecret, checkTenantUrl, checkWebUrl, type Report } from './values.ts'

/** An `IN` of DynamoDB compares with no more values ("Condition and filter expressions"). */
const MOST_CLIENTS = 100

/** What the rules need to know of where the configuration is used. */
export interface RuleOptions {
  /** The local stage: loopback tenants may speak http, client secrets may be literal. */
  readonly local: boolean
}

/**
 * Checks the rules that reach across fields. Values that still hold placeholders (at synth) are compared
 * as they stand and not judged as URLs.
 *
 * @returns every fault found, in the order of the file
 */
export function checkRules(shape: ConfigShape, { local }: RuleOptions): readonly Fault[] {
  const faults: Fault[] = []
  const report: Report = (key, why) => faults.push({ key, why })
  for (const [type, client] of Object.entries(shape.clients)) {
    checkClient(client, local, (key, why) => report(`clients.${type}.${key}`, why))
  }
  if (Object.keys(shape.clients).length > MOST_CLIENTS)
    report('clients', `are more than ${MOST_CLIENTS}: use a stage of their own for some`)
  checkUnique(shape, 'secretHashes', report)
  checkUnique(shape, 'hosts', report)
  checkReferences(shape, report)
  checkManagementClient(shape, local, report)
  if (shape.auth0TenantUrl !== undefined) checkTenantUrl(shape.auth0TenantUrl, local, 'auth0TenantUrl', report)
  return faults
}

function checkClient(client: ClientShape, local: boolean, report: Report): void {
  const each = (values: readonly string[] = [], key: string, check: typeof checkWebUrl) =>
    values.forEach((value, index) => {
      check(value, `${key}.${index}`, report)
    })
  checkTenantUrl(client.auth0Url, local, 'auth0Url', report)
  checkWebUrl(client.redirectUrl, 'redirectUrl', report)
  checkSecret(client.clientSecret, local, 'clientSecret', report)
  checkDefault(client.defaultConnection, client.supportedConnections, 'defaultConnection', report)
  each(client.allowedRedirects, 'allowedRedirects', checkWebUrl)
  each(client.allowedOrigins, 'allowedOrigins', checkOrigin)
  each(client.hosts, 'hosts', checkHost)
  each(client.secretHashes, 'secretHashes', checkHash)
  if (client.cookie?.name?.startsWith('__Host-') && (client.cookie.domain || (client.cookie.path ?? '/') !== '/')) {
    report('cookie.name', 'begins with __Host-, which allows no domain and no path but /; take those out')
  }
  const { sessionSeconds, sessionIdleSeconds } = client
  if (sessionSeconds !== undefined && sessionIdleSeconds !== undefined && sessionIdleSeconds > sessionSeconds) {
    report('sessionIdleSeconds', `is longer than sessionSeconds (${sessionSeconds}); make it shorter, or take it out`)
  }
}

function checkReferences(shape: ConfigShape, report: Report): void {
  if (Object.keys(shape.clients).length === 0) report('clients', 'is empty; add a client')
  if (shape.defaultClient !== undefined && !Object.hasOwn(shape.clients, shape.defaultClient)) {
    report('defaultClient', `names "${shape.defaultClient}", which is none of the clients`)
  }
  shape.management?.clients?.forEach((type, i) => {
    const key = `management.clients.${i}`
    if (!Object.hasOwn(shape.clients, type)) report(key, `names "${type}", which is none of the clients`)
    else if (!shape.clients[type]?.secretHashes?.length) report(key, `"${type}" must have secretHashes to prove itself`)
  })
}

function checkManagementClient(shape: ConfigShape, local: boolean, report: Report): void {
  const client = shape.managementClient
  if (client === undefined) return
  const at: Report = (key, why) => report(`managementClient.${key}`, why)
  checkTenantUrl(client.auth0Url, local, 'auth0Url', at)
  checkSecret(client.clientSecret, local, 'clientSecret', at)
  const { supportedConnections: list, supportedConnectionsMap: map } = client
  if (list && map) at('supportedConnectionsMap', 'and supportedConnections exclude each other; keep one')
  if (!list && !map) at('supportedConnections', 'is missing; name the connections, or give supportedConnectionsMap')
  checkDefault(client.defaultCreateUserConnection, list, 'defaultCreateUserConnection', at)
  checkDefault(client.defaultManagementConnectionName, map && Object.keys(map), 'defaultManagementConnectionName', at)
}

function checkDefault(value: string | undefined, among: readonly string[] | undefined, key: string, report: Report) {
  if (value === undefined || among?.includes(value)) return
  report(
    key,
    `is "${value}", which is none of the supported connections (${among?.join(', ') || 'none'}); add it there`,
  )
}

function checkUnique(shape: ConfigShape, field: 'secretHashes' | 'hosts', report: Report): void {
  const owners = new Map<string, string>()
  for (const [type, client] of Object.entries(shape.clients)) {
    client[field]?.forEach((written, i) => {
      const value = field === 'hosts' ? (URL.parse(`https://${written}`)?.hostname ?? written) : written
      const owner = owners.get(value)
      if (owner !== undefined)
        report(`clients.${type}.${field}.${i}`, `stands at client "${owner}" too; it must be one's`)
      owners.set(value, type)
    })
  }
}
