import type { Server } from 'node:http'
import dynalite from 'dynalite'
import { type DataFolder, takeDataFolder } from './data.ts'
import { furnishTenant } from './directory.ts'
import { ensureTable, type TableDefinition } from './dynamodb.ts'
import { freePort, listen, portError, stop } from './listen.ts'
import { putSecrets } from './parameters.ts'
import type { LocalConfig } from './placeholders.ts'
import { createParameterStore, type StorePlace } from './ssm.ts'
import type { Tenant, TenantOptions, TenantUser } from './tenant/tenant.ts'

/** What the functions talk to. */
export interface Engines {
  readonly dynamodbUrl: string
  readonly ssmUrl: string
  readonly tenant: Tenant | undefined
  readonly tenantUrl: string | undefined
}

/** Engines that are given, and how to start the others. */
export interface EngineOptions {
  /** Port of the stage's own tenant; 0 takes any free one (the default). */
  readonly tenantPort?: number
  /** A running tenant to use as the stage's own; the caller closes it. */
  readonly tenant?: Tenant
  /** Folder in which DynamoDB and the tenant outlive the process (default: in memory). */
  readonly dataDir?: string
  /** A running DynamoDB to use instead of an own one. */
  readonly dynamodbEndpoint?: string
  /** A running SSM to use instead of an own one. */
  readonly ssmEndpoint?: string
  /** Where an own SSM is said to be. */
  readonly place?: StorePlace
}

/** What decides which engines start, and what they hold. */
export interface Needs {
  readonly options: EngineOptions
  readonly local: LocalConfig
  readonly tenantUrl: string
  /** The stage's name, under which its secrets are. */
  readonly stage: string
  /** The table to make; undefined when somebody else does. */
  readonly table?: TableDefinition
}

/** The address that the stage's own tenant has or, if it has to start, will have; without a final slash. */
export async function tenantAddress({ tenant, tenantPort }: EngineOptions): Promise<string> {
  return tenant ? new URL(tenant.issuer).origin : `http://127.0.0.1:${tenantPort || (await freePort())}`
}

/**
 * Starts the engines that are not given, and puts table, secrets and applications into them.
 *
 * @param starting stops them when it is disposed of
 * @throws StageError when an engine can't start or a given one does not answer
 */
export async function startEngines(
  { options, local, tenantUrl, stage, table }: Needs,
  starting: AsyncDisposableStack,
): Promise<Engines> {
  const { dataDir, dynamodbEndpoint, ssmEndpoint } = options
  const data = dataDir === undefined ? undefined : await takeDataFolder(dataDir, starting)
  const dynamodbUrl = dynamodbEndpoint ?? (await start(createDynamodb(data), starting))
  const ssmUrl = ssmEndpoint ?? (await start(createParameterStore(options.place), starting))
  if (table) await ensureTable(dynamodbUrl, table)
  const secrets = await putSecrets(ssmUrl, stage, local.secrets.given, local.secrets.fallback)
  if (!local.usesTenant) return { dynamodbUrl, ssmUrl, tenant: undefined, tenantUrl: undefined }
  const urls = { tenantUrl, gatewayUrl: local.projectUrl }
  const furniture = { ...furnishTenant(local.shape, secrets, urls), port: Number(new URL(tenantUrl).port) }
  const tenant = options.tenant ?? (await startTenant(furniture, data, starting))
  return { dynamodbUrl, ssmUrl, tenant, tenantUrl }
}

async function start(server: Server, starting: AsyncDisposableStack): Promise<string> {
  const url = await listen(server)
  starting.defer(() => stop(server))
  return url
}

/** Tables are there at once: the stage's own waiting is for the endpoints of others. */
function createDynamodb(data: DataFolder | undefined): Server {
  return dynalite({ ...(data && { path: data.dynamodb }), createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
}

async function startTenant(
  furniture: TenantOptions & { port: number },
  data: DataFolder | undefined,
  starting: AsyncDisposableStack,
): Promise<Tenant> {
  // Loaded only here: a stage with another tenant starts sooner without it.
  const { createTenant } = await import('./tenant/tenant.ts')
  const saved = await data?.readTenant()
  const state = saved && { ...saved, users: [...saved.users, ...newcomers(furniture.users, saved.users)] }
  const tenant = await createTenant({ ...furniture, ...(state && { state }) }).catch((error: unknown) => {
    throw portError(error, furniture.port, '--tenant-port')
  })
  starting.defer(async () => {
    await data?.writeTenant(tenant.state())
    await tenant.close()
  })
  return tenant
}

/** The people of connections that the configuration did not name when the state was saved. */
function newcomers(users: readonly TenantUser[], saved: readonly TenantUser[]): readonly TenantUser[] {
  const known = new Set(saved.map(({ connection }) => connection))
  return users.filter(({ connection }) => !known.has(connection))
}
