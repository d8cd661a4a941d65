import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StageError } from '#infra/local/listen'
import type { Table } from '#infra/markdown'
import { bytesTable } from './bytes.ts'
import { type CallsOf, callsTable, countCalls } from './calls.ts'
import { measureCold } from './cold/rounds.ts'
import { prepareRuntimeClient, type RuntimeClient } from './cold/runtime.ts'
import { coldTable } from './cold/table.ts'
import { type Options, PARTS, type Part } from './options.ts'
import { peerSubjects } from './peers/peers.ts'
import { ourSubjects, type Subject } from './subjects.ts'
import { countUndici } from './warm/modules.ts'
import { measureUserinfo } from './warm/userinfo.ts'
import { type Door, openDoor } from './world/door.ts'
import { openEngineWorld } from './world/engine-world.ts'
import { functionIn, openWorld, type World } from './world/world.ts'

/** How many warm requests are timed. */
const WARM_TIMES = 2000

interface Bench {
  readonly world: World
  readonly door: Door
  readonly runtime: RuntimeClient
  readonly options: Options
}

/** Measures the parts that are asked for, one table after the other. */
export async function* measureParts(options: Options): AsyncGenerator<Table> {
  await using ending = new AsyncDisposableStack()
  const runtime = prepareRuntimeClient()
  const world = await openWorld()
  ending.defer(world.close)
  const door = openDoor(world.functions)
  ending.defer(door.close)
  const bench = { world, door, runtime, options }
  for (const part of chosenParts(options.only)) yield await parts[part](bench)
}

function chosenParts(only: string | undefined): readonly Part[] {
  if (only === undefined) return PARTS
  const part = PARTS.find((name) => name === only)
  return [part ?? 'cold']
}

const parts: Readonly<Record<Part, (bench: Bench) => Promise<Table>>> = {
  cold: async ({ world, door, runtime, options }) => {
    const { rounds, only } = options
    const all = ourSubjects(world, door)
    const chosen = only === undefined || only === 'cold' ? all : all.filter(({ name }) => name.includes(only))
    if (chosen.length === 0)
      throw new StageError(`Nothing is called ${only}: ${all.map(({ name }) => name).join(', ')}`)
    await using ending = new AsyncDisposableStack()
    const empty = await emptyHandler(world, ending)
    const peers = options.peers ? await peerSubjects(world, ending) : []
    const onRound = (round: number) => process.stderr.write(`${round === 0 ? 'warming up' : `round ${round}`} \r`)
    const results = await measureCold([empty, ...chosen, ...peers], { rounds, runtimeClient: runtime.path, onRound })
    const client = runtime.native ? '' : ', runtime client without its native part'
    return coldTable(`Cold starts: median of ${rounds} rounds${client}`, results)
  },
  warm: ({ world, door }) => measureUserinfo(world, door, WARM_TIMES),
  calls: async ({ runtime }) =>
    callsTable('Calls and units, on DynamoDB Local', await countOnDynamoDbLocal(runtime.path)),
  undici: ({ world, door }) => countUndici(ourSubjects(world, door)),
  bundles: async ({ world }) => bytesTable(world.functions),
}

/** The function that does nothing, against which all others are held. */
async function emptyHandler({ surroundings }: World, ending: AsyncDisposableStack): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'auth0-client-bench-empty-'))
  ending.defer(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'index.mjs'), 'export const handler = async () => ({ statusCode: 200 })\n')
  const fn = functionIn(folder, 'empty', surroundings)
  return { name: 'empty handler', fn, arrange: async () => ({}), expects: /200/ }
}

/**
 * Counts the calls of subjects in a world of their own.
 *
 * @param isWanted which ones
 */
export async function countOnDynamoDbLocal(
  runtimeClient: string,
  isWanted: (subject: Subject) => boolean = () => true,
): Promise<readonly CallsOf[]> {
  await using ending = new AsyncDisposableStack()
  const { world, door } = await openEngineWorld(ending)
  return await countCalls(ourSubjects(world, door).filter(isWanted), { ledger: world.ledger, runtimeClient })
}
