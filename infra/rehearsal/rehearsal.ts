import { serveDemo } from '#infra/local/demo'
import { openDoor } from '#infra/local/door'
import { type EngineOptions, startEngines, tenantAddress } from '#infra/local/engines'
import { createGateway } from '#infra/local/gateway'
import { listen, stop } from '#infra/local/listen'
import { putPlain } from '#infra/local/parameters'
import { fillLocally } from '#infra/local/placeholders'
import type { Stage } from '#infra/local/stage'
import type { StageRow } from '#infra/stages'
import { parameterPath, variables } from '#shared/environment'
import type { SynthesizedStack } from './assembly.ts'
import type { Deployed } from './environment.ts'
import { createGate, type Deed } from './gate.ts'
import { installRuntimeClient } from './install.ts'
import { createPool } from './pool.ts'
import { type DeployedStacks, deployStacks } from './stacks.ts'

/** How a stage is rehearsed. */
export interface RehearsalOptions extends EngineOptions {
  readonly row: StageRow
  /** The parsed configuration that the stage was synthesized with. */
  readonly configuration: unknown
  /** The cloud assembly that holds the stage's stacks. */
  readonly assembly: string
  readonly dynamodbEndpoint: string
  /** Stacks of other APIs, which are served beside the stage's own. */
  readonly neighbours?: readonly SynthesizedStack[]
  /** Port of the gateway; 0 takes any free one (the default). */
  readonly port?: number
  /** Values of placeholders, secrets among them. */
  readonly set?: Readonly<Record<string, string>>
  /** Variables of the functions instead of the template's. */
  readonly variables?: Readonly<Record<string, string>>
  /** Modules that each process loads first, as URLs. */
  readonly preload?: readonly string[]
  readonly onLog: (line: string) => void
}

/** A stage that runs on this machine as its templates say. */
export interface Rehearsal extends Omit<Stage, 'instances'> {
  readonly stacks: DeployedStacks
  /** What the functions have done with table and secrets, by their logical ids. */
  readonly deeds: readonly Deed[]
}

/**
 * Runs the synthesized stacks of a stage on this machine: each function in processes of AWS's own runtime client,
 * with the template's variables, memory and time, and with no more rights than its role has.
 *
 * @throws StageError when something can't start
 * @throws ConfigError when the configuration can't be filled
 */
export async function startRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  await using starting = new AsyncDisposableStack()
  const { row, configuration, assembly, neighbours = [], set = {}, onLog, preload = [] } = options
  const runtimeClient = installRuntimeClient()
  const door = await openDoor(options.port ?? 0, starting)
  const tenantUrl = await tenantAddress(options)
  const local = fillLocally(configuration, { set, projectUrl: door.url, tenantUrl, foreignSsm: false })
  const engines = await startEngines(
    { options: { place: row, ...options }, local, tenantUrl, stage: row.name },
    starting,
  )
  const parameters = new Map(
    Object.entries(local.variables).map(([name, value]) => [parameterPath(row.name, name), value] as const),
  )
  const { dynamodbUrl } = engines
  const stacks = await deployStacks({ row, assembly, neighbours, dynamodbUrl, parameters, apiUrl: door.url })
  await putPlain(engines.ssmUrl, new Map([...parameters, ...stacks.facts]))
  const deeds: Deed[] = []
  const gate = createGate({ ...engines, ...stacks, place: row, onDeed: (deed) => deeds.push(deed) })
  const gateUrl = await listen(gate)
  starting.defer(() => stop(gate))
  const ours = { ...surroundings(row, gateUrl), ...options.variables }
  const functions = new Map([...stacks.functions].map(([name, fn]) => [name, furnished(fn, ours)]))
  const pool = createPool(functions, { runtimeClient, preload, onLog })
  starting.defer(() => pool.close())
  door.open(serveDemo(createGateway({ routes: stacks.routes, invoke: pool.invoke, cors: stacks.cors })))
  const running = starting.move()
  return {
    ...engines,
    url: door.url,
    table: stacks.table,
    config: local.config,
    stacks,
    deeds,
    async close() {
      await door.shut()
      await running.disposeAsync()
    },
  }
}

/** What Lambda sets, and what leads to this machine instead of AWS. */
function surroundings({ region }: StageRow, gateUrl: string): Readonly<Record<string, string>> {
  return {
    AWS_REGION: region,
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_ENDPOINT_URL_DYNAMODB: gateUrl,
    AWS_ENDPOINT_URL_SSM: gateUrl,
    [variables.localStage]: 'true',
  }
}

/** A function that signs its calls with its own name. */
function furnished(fn: Deployed, ours: Readonly<Record<string, string>>): Deployed {
  return { ...fn, variables: { ...fn.variables, ...ours, AWS_ACCESS_KEY_ID: fn.name } }
}
