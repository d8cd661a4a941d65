import { writeFile } from 'node:fs/promises'
import { MEASURED_FILE, type Measured, type MeasuredRequest, type MeasuredUnits } from '#infra/cost/measured'
import { flowsOf } from '#infra/cost/traffic'
import type { Table } from '#infra/markdown'
import type { CallsOf } from '../calls.ts'
import { prepareRuntimeClient } from '../cold/runtime.ts'
import { countOnDynamoDbLocal } from '../parts.ts'
import { circumstances } from '../report.ts'
import { ourSubjects, type Subject } from '../subjects.ts'
import { openDoor } from '../world/door.ts'
import type { Ledger } from '../world/ledger.ts'
import { openWorld } from '../world/world.ts'
import { sweep } from './sweep.ts'

/** In MB. */
const SIZES = [128, 256, 512, 1024, 1769]

/** Requests that a bill consists of. */
const WANTED = new Set(flowsOf({ logins: 0, requests: 0, users: 0 }).map(({ request }) => request))

/**
 * Measures what `npm run cost` reckons with: calls, units and bytes of each request, and its times at each memory.
 *
 * @param sizes memories in MB
 */
export async function* measureMemory(
  sizes: readonly number[],
  { rounds, write }: { rounds: number; write: boolean },
): AsyncGenerator<Table> {
  await using ending = new AsyncDisposableStack()
  const { path: runtimeClient } = prepareRuntimeClient()
  const counted = await countOnDynamoDbLocal(runtimeClient, isWanted)
  const world = await openWorld()
  ending.defer(world.close)
  const door = openDoor(world.functions)
  ending.defer(door.close)
  const requests: Record<string, MeasuredRequest> = {}
  for (const subject of ourSubjects(world, door).filter(isWanted)) {
    requests[subject.name] = await measure(subject, counted, sizes.length > 0 ? sizes : SIZES, {
      rounds,
      runtimeClient,
    })
  }
  yield* Object.entries(requests).map(toTable)
  if (write)
    await writeFile(MEASURED_FILE, `${JSON.stringify({ ...circumstances(), requests } as Measured, null, 2)}\n`)
}

const isWanted = ({ name }: Subject) => WANTED.has(name)

async function measure(
  subject: Subject,
  counted: readonly CallsOf[],
  sizes: readonly number[],
  how: { rounds: number; runtimeClient: string },
): Promise<MeasuredRequest> {
  const calls = counted.find((each) => each.subject.name === subject.name)
  if (!calls) throw new Error(`Nothing was counted of ${subject.name}`)
  const times: Record<string, MeasuredRequest['times'][string]> = {}
  let bytes = { logBytes: 0, answerBytes: 0 }
  for (const memoryMb of sizes) {
    process.stderr.write(`${subject.name}, ${memoryMb} MB \r`)
    const { times: measured, ...rest } = await sweep(subject, { memoryMb, ...how })
    times[memoryMb] = measured
    bytes = rest
  }
  return { cold: unitsOf(calls.cold), warm: unitsOf(calls.warm), ...bytes, times }
}

function unitsOf({ units, table, tenant, secrets }: Ledger): MeasuredUnits {
  return { reads: units.read, writes: units.write, table: table.length, tenant: tenant.length, secrets: secrets.length }
}

function toTable([name, { times }]: [string, MeasuredRequest]): Table {
  const rows = Object.entries(times).map(([size, { init, first, warm }]) => [
    size,
    init.toFixed(1),
    first.toFixed(1),
    (init + first).toFixed(1),
    warm.toFixed(1),
  ])
  return { title: name, heads: ['MB', 'init ms', 'first ms', 'together', 'warm ms'], rows }
}
