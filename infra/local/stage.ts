import { routes } from '#infra/routes'
import type { Config } from '#shared/config/config'
import { readJson } from '#shared/config/load'
import { configFile } from './config-file.ts'
import { createCors } from './cors.ts'
import { serveDemo } from './demo.ts'
import { openDoor } from './door.ts'
import { localTable } from './dynamodb.ts'
import { type EngineOptions, startEngines, tenantAddress } from './engines.ts'
import { exampleRoutes } from './example.ts'
import { createGateway } from './gateway.ts'
import { createInstance, type Instance } from './instances.ts'
import { StageError } from './listen.ts'
import type { FunctionEvent } from './messages.ts'
import { fillLocally } from './placeholders.ts'
import type { Tenant } from './tenant/tenant.ts'
import { instanceVariables, STAGE, TABLE } from './variables.ts'

const OUR_FUNCTIONS = new URL('../../functions/', import.meta.url).href

/** How a stage is made; everything has a default. */
export interface StageOptions extends EngineOptions {
  /** Port of the gateway; 0 takes any free one (the default). */
  readonly port?: number
  /** Path of the configuration file (default `infra/config.json`). */
  readonly configFile?: string
  /** The configuration itself, instead of a file. */
  readonly config?: object
  /** Values of placeholders, secrets among them. */
  readonly set?: Readonly<Record<string, string>>
  /** More variables for the functions, such as `REFRESH_REPLAY_SECONDS`. */
  readonly variables?: Readonly<Record<string, string>>
  /** How many instances serve by turns (default 1). */
  readonly instances?: number
  /** Folder of the functions, as a URL (default `functions/`). */
  readonly functions?: string
  /** Time that a function has, in seconds (default 15). */
  readonly timeoutSeconds?: number
  /** Name of the table; stages of one DynamoDB share it unless they name their own. */
  readonly table?: string
  /** Memory of a clock that moves the functions' time. */
  readonly clock?: SharedArrayBuffer
  /** Called with each line that the functions log (default: to standard error). */
  readonly onLog?: (line: string) => void
}

/** A running stage. */
export interface Stage {
  /** Addresses without a final slash. */
  readonly url: string
  /** Address of the stage's own tenant; undefined when no client of the configuration lives there. */
  readonly tenantUrl: string | undefined
  readonly ssmUrl: string
  readonly dynamodbUrl: string
  /** Name of the table. */
  readonly table: string
  /** The configuration as the functions see it. */
  readonly config: Config
  readonly instances: readonly Instance[]
  readonly tenant: Tenant | undefined
  /** Ends all that this stage has started. */
  close(): Promise<void>
}

const ATTEMPTS = 3

/**
 * Brings up the whole service on this machine: gateway, functions, DynamoDB, SSM and, where the configuration
 * leaves the tenant to us, an Auth0 tenant.
 *
 * @throws StageError when a port is taken, an engine does not answer or a variable is wrong
 * @throws ConfigError when the configuration is wrong
 */
export async function startStage(options: StageOptions = {}): Promise<Stage> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(options)
    } catch (error) {
      // Between finding a free port for the tenant and using it, another process may have taken it.
      if (attempt === ATTEMPTS || options.tenantPort || !isPortTaken(error)) throw error
    }
  }
}

async function start(options: StageOptions): Promise<Stage> {
  await using starting = new AsyncDisposableStack()
  // The configuration needs the addresses of gateway and tenant, and both need the configuration: so they come first.
  const door = await openDoor(options.port ?? 0, starting)
  const tenantUrl = await tenantAddress(options)
  const file = await configFile(options, starting)
  const { set = {}, ssmEndpoint, table = TABLE, onLog = toStandardError } = options
  const filling = { set, projectUrl: door.url, tenantUrl, foreignSsm: ssmEndpoint !== undefined }
  const local = fillLocally(readJson(file), filling)
  for (const name of local.unused) onLog(`--set ${name} fills nothing: the configuration has no {{${name}}}`)
  const engines = await startEngines({ options, local, tenantUrl, stage: STAGE, table: localTable(table) }, starting)
  const environment = instanceVariables({
    ...{ file, table, ...engines },
    placeholders: local.variables,
    more: options.variables,
  })
  const instances = startInstances({ ...options, onLog }, environment, starting)
  const cors = createCors(
    [...local.config.clients.values()].flatMap(({ allowedOrigins }) => allowedOrigins),
    routes,
  )
  door.open(serveDemo(createGateway({ routes: [...routes, ...exampleRoutes], invoke: byTurns(instances), cors })))
  const running = starting.move()
  return {
    ...engines,
    url: door.url,
    table,
    config: local.config,
    instances,
    async close() {
      await door.shut()
      await running.disposeAsync()
    },
  }
}

function isPortTaken(error: unknown): boolean {
  const cause = error instanceof StageError ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
}

function startInstances(
  options: StageOptions & { readonly onLog: (line: string) => void },
  environment: Readonly<Record<string, string>>,
  starting: AsyncDisposableStack,
): readonly Instance[] {
  const { functions = OUR_FUNCTIONS, timeoutSeconds = 15, clock, onLog } = options
  return Array.from({ length: options.instances ?? 1 }, () => {
    const instance = createInstance({ environment, functions, timeoutSeconds, clock, onLog })
    starting.defer(() => instance.kill())
    return instance
  })
}

function byTurns(instances: readonly Instance[]) {
  let turn = 0
  return async (file: string, event: FunctionEvent) => {
    const instance = instances[turn++ % instances.length]
    return instance?.invoke(file, event)
  }
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`)
}
