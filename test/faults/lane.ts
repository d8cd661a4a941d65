import { randomUUID } from 'node:crypto'
import { createClock, installClock } from '#infra/local/clock'
import { furnishTenant } from '#infra/local/directory'
import { freePort, listen, stop } from '#infra/local/listen'
import { fillLocally } from '#infra/local/placeholders'
import { createParameterStore } from '#infra/local/ssm'
import { startStage } from '#infra/local/stage'
import { createTenant, type Tenant } from '#infra/local/tenant/tenant'
import { routes } from '#infra/routes'
import { configOf, website } from '../support/config.ts'
import { send } from '../support/http.ts'
import { importing, office } from '../support/management.ts'
import { openProxy } from '../support/proxy.ts'
import { type TenantAdmin, tenantAdmin } from '../support/tenant.ts'
import type { Dependency } from './faults.ts'
import { Watch } from './watch.ts'

/** Where people of all scenarios belong. */
export const CONNECTION = 'staff'
const secret = (name: string) => ({ clientSecret: `{{${name}}}` })
export const secrets = {
  SITE_SECRET: 'faults-secret-of-the-site',
  APP_SECRET: 'faults-secret-of-the-app',
  MANAGEMENT_SECRET: 'faults-secret-of-the-management',
}
const config = configOf(
  { site: { ...website, ...secret('SITE_SECRET'), sessionIdleSeconds: 14_400 }, app: secret('APP_SECRET'), office },
  importing([CONNECTION], CONNECTION),
)

/** A whole stage, with a proxy before each thing that it depends on. One request at a time is watched. */
export interface Lane {
  /** Address of the gateway. */
  readonly url: string
  readonly tenant: Tenant
  readonly admin: TenantAdmin
  readonly watch: Watch
  /** Lines of the functions' log. */
  readonly logs: string[]
  /** Address of DynamoDB itself, and the table. */
  readonly store: { readonly endpoint: string; readonly table: string }
  /** Moves the time of functions and tenant by some seconds. */
  advance(seconds: number): void
}

/**
 * Opens a lane in this thread, whose `Date` becomes the lane's own.
 *
 * @param dynamodb address of the engine
 * @param opened closes it all
 */
export async function openLane(dynamodb: string, opened: AsyncDisposableStack): Promise<Lane> {
  const clock = createClock()
  opened.defer(installClock(clock.memory))
  const watch = new Watch()
  const logs: string[] = []
  const ssm = createParameterStore()
  const ssmUrl = await listen(ssm)
  opened.defer(() => stop(ssm))
  const [port, tenantPort] = [await freePort(), await freePort()]
  const targets = { dynamodb, ssm: ssmUrl, tenant: `http://127.0.0.1:${tenantPort}` }
  const proxy = async (dependency: Dependency) => {
    const { url, close } = await openProxy(
      () => targets[dependency],
      (asked) => watch.judge(dependency, asked),
    )
    opened.defer(close)
    return url
  }
  const tenantUrl = await proxy('tenant')
  const filling = { set: secrets, projectUrl: `http://127.0.0.1:${port}`, tenantUrl, foreignSsm: false }
  const furniture = furnishTenant(fillLocally(config, filling).shape, secrets, {
    tenantUrl,
    gatewayUrl: filling.projectUrl,
  })
  const tenant = await createTenant({ ...furniture, port: tenantPort, issuer: `${tenantUrl}/` })
  opened.defer(() => tenant.close())
  const table = `faults-${randomUUID()}`
  const engines = { dynamodbEndpoint: await proxy('dynamodb'), ssmEndpoint: await proxy('ssm'), tenant }
  const onLog = (line: string) => logs.push(line)
  const stage = await startStage({ config, set: secrets, port, table, clock: clock.memory, onLog, ...engines })
  opened.defer(() => stage.close())
  const admin = tenantAdmin(targets.tenant)
  await admin.settings({
    enterprise: true,
    accessTokenLifetime: 3600,
    managementLimit: { perSecond: 1000, burst: 1000 },
  })
  await loadFunctions(stage.url)
  return { url: stage.url, tenant, admin, watch, logs, store: { endpoint: dynamodb, table }, advance: clock.advance }
}

/** A function loads with its first call, which takes long where many lanes do so at once: none of that is judged. */
async function loadFunctions(url: string): Promise<void> {
  const paths = [...routes, { method: 'GET', path: '/example/resource' }]
  for (const { method, path } of paths) await send(`${url}${path.replaceAll(/[{}]/g, '')}`, { method })
}
