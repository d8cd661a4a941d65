import type { Client, Config } from '#shared/config/config'
import { askDiscovery } from './ask/tenant.ts'
import { examineClient } from './client.ts'
import type { Effects } from './effects.ts'
import { judgeTenant } from './judge/tenant.ts'
import { examineManager } from './manager.ts'
import { type Named, secretOf } from './read.ts'
import type { Result } from './result.ts'
import { untold } from './told.ts'

/** What was found at Auth0. */
export interface AtTenants {
  readonly results: readonly Result[]
  /** The Management API's token, which must not be shown. */
  readonly token: string | undefined
}

/** Examines all that stands at Auth0: the tenants, the management client, and each client's application. */
export async function examineTenants(config: Config, named: Named, effects: Effects): Promise<AtTenants> {
  const clients = [...config.clients.values()]
  const tenants = await judgeTenants(config, effects)
  const works = (auth0Url: string) => tenants.get(auth0Url)?.state === 'ok'
  const {
    management,
    token,
    results: ofManager,
  } = await examineManager(config.managementClient, { works, named, effects })
  const results = [...tenants.values(), ...ofManager]
  for (const client of clients) {
    const gap = works(client.auth0Url) ? undefined : untold('silent', 'its tenant is not as it should be')
    const secret = gap ?? secretOf(client.clientSecret, named)
    const supported = supportedBy(client, clients)
    const examined = await examineClient({
      client,
      secret,
      management: gap ?? management,
      supported,
      http: effects.http,
    })
    results.push(...examined)
  }
  return { results, token }
}

async function judgeTenants({ clients, managementClient }: Config, { http }: Effects) {
  const urls = [...clients.values(), ...(managementClient ? [managementClient] : [])].map(({ auth0Url }) => auth0Url)
  const tenants = new Map<string, Result>()
  for (const url of new Set(urls)) tenants.set(url, judgeTenant(url, await askDiscovery(http, url)))
  return tenants
}

/** Several clients of the configuration may be one application. */
function supportedBy({ auth0Url, clientId }: Client, clients: readonly Client[]): readonly string[] {
  const same = clients.filter((client) => client.auth0Url === auth0Url && client.clientId === clientId)
  return [...new Set(same.flatMap(({ supportedConnections }) => supportedConnections))]
}
