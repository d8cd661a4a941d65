import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleFunctions, CONFIG_FILE, placeConfiguration } from '#infra/bundle'
import { createApp } from '#infra/create-app'
import { readJson } from '#shared/config/load'
import { startDynamoDbLocal } from './dynamodb-local.ts'
import { readExample, synthesizeExample } from './example.ts'
import { type Rehearsal, type RehearsalOptions, startRehearsal } from './rehearsal.ts'

/** A rehearsal from the sources on: what is not given is made. */
export interface OpenOptions
  extends Omit<RehearsalOptions, 'configuration' | 'assembly' | 'dynamodbEndpoint' | 'neighbours'> {
  readonly configFile?: string
  /** A running DynamoDB Local. */
  readonly dynamodbEndpoint?: string
  /** Folder of bundles that are made already. */
  readonly bundles?: string
  /** Cloud assembly of the example that is made already. */
  readonly example?: string
}

/**
 * Bundles the functions, synthesizes the stage's stacks, starts DynamoDB Local and rehearses.
 *
 * @throws as {@link startRehearsal}
 */
export async function openRehearsal(options: OpenOptions): Promise<Rehearsal> {
  const { row, configFile = CONFIG_FILE } = options
  await using starting = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'auth0-client-rehearsal-'))
  starting.defer(() => rm(folder, { recursive: true }))
  const bundles = join(folder, 'bundles')
  if (options.bundles === undefined) await bundleFunctions(bundles, configFile)
  else await copyBundles(options.bundles, bundles, configFile)
  const app = createApp({ rows: [row], configFile, bundles, outdir: join(folder, 'assembly'), checked: false })
  const assembly = app.synth().directory
  const configuration = readJson(configFile)
  const dynamodbEndpoint = options.dynamodbEndpoint ?? (await startEngine(starting))
  const example = options.example ?? join(folder, 'example')
  if (options.example === undefined) await synthesizeExample(example, row.name)
  const neighbours = [readExample(example, row.name)]
  const rehearsal = await startRehearsal({ ...options, configuration, assembly, neighbours, dynamodbEndpoint })
  const running = starting.move()
  return {
    ...rehearsal,
    async close() {
      await rehearsal.close()
      await running.disposeAsync()
    },
  }
}

async function copyBundles(from: string, to: string, configFile: string): Promise<void> {
  await cp(from, to, { recursive: true })
  await placeConfiguration(to, configFile)
}

async function startEngine(starting: AsyncDisposableStack): Promise<string> {
  const engine = await startDynamoDbLocal()
  starting.defer(() => engine.stop())
  return engine.endpoint
}
