import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleFunctions, CONFIG_FILE, functionName } from '#infra/bundle'
import { functionLimits } from '#infra/function-limits'
import { ensureTable, localTable } from '#infra/local/dynamodb'
import { listen, stop } from '#infra/local/listen'
import { putSecrets } from '#infra/local/parameters'
import { fillLocally } from '#infra/local/placeholders'
import { createParameterStore } from '#infra/local/ssm'
import type { Deployed } from '#infra/rehearsal/environment'
import { needs } from '#infra/routes'
import { readJson } from '#shared/config/load'
import { variables } from '#shared/environment'
import { createCountedDynamodb } from './counted-dynamodb.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createMemoryDynamodb, operationOf } from './memory-dynamodb.ts'
import { createTenantStub } from './tenant.ts'

/** Name of the stage and of the table. */
const [STAGE, TABLE] = ['dev', 'bench']
/** Where the service is said to be. */
export const PROJECT_URL = 'https://api.example.com'

/** The deployed bytes of all functions, and stubs of everything that they talk to. */
export interface World {
  /** Our functions by the names of their files under `functions/`. */
  readonly functions: ReadonlyMap<string, Deployed>
  readonly ledger: Ledger
  readonly dynamodbUrl: string
  readonly table: string
  /** Variables that each function has, ours or a peer's. */
  readonly surroundings: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** Makes a function out of a folder of code, with the memory and the time of ours. */
export function functionIn(folder: string, name: string, own: Readonly<Record<string, string>>): Deployed {
  const arn = `arn:aws:lambda:eu-west-1:000000000000:function:${name}`
  return { name, arn, folder, handler: 'index.handler', ...functionLimits, variables: own }
}

/**
 * Bundles the functions as for a deployment and starts the stubs.
 *
 * @param engine address of a DynamoDB whose units are counted; without one, a stub answers from memory
 */
export async function openWorld(engine?: string): Promise<World> {
  await using starting = new AsyncDisposableStack()
  const ledger = createLedger()
  if (engine !== undefined) await ensureTable(engine, localTable(TABLE))
  const dynamodb = engine === undefined ? createMemoryDynamodb(ledger) : createCountedDynamodb(ledger, engine)
  const parameters = createParameterStore()
  const [dynamodbUrl = '', tenantUrl = '', ssmUrl = ''] = await Promise.all(
    [dynamodb, createTenantStub(ledger), parameters].map((server) => serve(server, starting)),
  )
  const configuration = { ...Object(readJson(CONFIG_FILE)), management: { clients: ['cms'] } }
  const filling = { set: {}, projectUrl: PROJECT_URL, tenantUrl, foreignSsm: false }
  const local = fillLocally(configuration, filling)
  await putSecrets(ssmUrl, STAGE, local.secrets.given, local.secrets.fallback)
  parameters.on('request', (request) => ledger.secrets.push(operationOf(request)))
  const surroundings = lambdaSurroundings(dynamodbUrl, ssmUrl)
  const bundles = await bundleWith(configuration, starting)
  const own = { ...surroundings, ...local.variables, ...stageVariables() }
  const functions = Object.keys(needs).map((file): [string, Deployed] => {
    const name = functionName(file)
    return [file, functionIn(join(bundles, name), name, own)]
  })
  const running = starting.move()
  const close = () => running.disposeAsync()
  return { functions: new Map(functions), ledger, dynamodbUrl, table: TABLE, surroundings, close }
}

async function serve(server: Server, starting: AsyncDisposableStack): Promise<string> {
  const url = await listen(server)
  starting.defer(() => stop(server))
  return url
}

/** @returns the folder of the bundles */
async function bundleWith(configuration: object, starting: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'auth0-client-bench-'))
  starting.defer(() => rm(folder, { recursive: true }))
  const [configFile, bundles] = [join(folder, 'config.json'), join(folder, 'bundles')]
  await writeFile(configFile, JSON.stringify(configuration))
  await bundleFunctions(bundles, configFile)
  return bundles
}

function stageVariables(): Record<string, string> {
  return { [variables.stage]: STAGE, [variables.table]: TABLE, [variables.localStage]: 'true' }
}

/** What Lambda sets, with credentials of the usual length, and what leads to the stubs instead of AWS. */
function lambdaSurroundings(dynamodbUrl: string, ssmUrl: string): Record<string, string> {
  return {
    PATH: '/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'ASIAXXXXXXXXXXXXXXXX',
    AWS_SECRET_ACCESS_KEY: 'y'.repeat(40),
    AWS_SESSION_TOKEN: 't'.repeat(400),
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
    AWS_ENDPOINT_URL_SSM: ssmUrl,
  }
}
