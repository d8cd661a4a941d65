import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { localCredentials } from '#infra/local/credentials'
import type { Table } from '#infra/markdown'
import { quantile } from '../statistics.ts'
import { openEngineWorld } from '../world/engine-world.ts'
import { type Ledger, takeLedger } from '../world/ledger.ts'
import { fillTable } from './fill.ts'
import { type Operation, operations } from './operations.ts'

const SIZES = [1000, 100_000, 1_000_000]
const DAY = 86_400

/**
 * Measures what operations cost on DynamoDB Local while the table grows: warm, under the runtime client.
 *
 * @param sizes numbers of sessions
 */
export async function* measureGrowth(sizes: readonly number[]): AsyncGenerator<Table> {
  await using ending = new AsyncDisposableStack()
  const { endpoint, world, door } = await openEngineWorld(ending)
  const client = new DynamoDBClient({ endpoint, ...localCredentials(process.env) })
  ending.defer(() => client.destroy())
  let from = 0
  for (const to of (sizes.length > 0 ? sizes : SIZES).toSorted((a, b) => a - b)) {
    process.stderr.write(`Writing ${to - from} sessions …\n`)
    await fillTable(client, world.table, { from, to, expiresAt: Math.floor(Date.now() / 1000) + DAY })
    from = to
    const rows: (readonly string[])[] = []
    for (const operation of operations(door)) rows.push(await measure(operation, world.ledger))
    const heads = ['operation', 'times', 'p50 ms', 'p99 ms', 'RRU', 'WRU', 'verdict']
    yield { title: `A table of ${to.toLocaleString('en')} sessions`, heads, rows }
  }
}

/** The units are the mean of all times; one run before them is not counted, in which the function may start. */
async function measure({ name, times, arrange }: Operation, ledger: Ledger): Promise<readonly string[]> {
  const spent: number[] = []
  const units = { read: 0, write: 0 }
  for (let i = -1; i < times; i++) {
    const run = await arrange()
    takeLedger(ledger)
    const begun = performance.now()
    const failure = await run().then(
      () => undefined,
      (error: unknown) => String(error),
    )
    if (failure !== undefined) {
      process.stderr.write(`${name}: ${failure}\n`)
      return [name, 'failed', '', '', '', '', 'FAIL']
    }
    if (i < 0) continue
    spent.push(performance.now() - begun)
    const { read, write } = takeLedger(ledger).units
    Object.assign(units, { read: units.read + read, write: units.write + write })
  }
  const each = (sum: number) => String(Math.round((sum / times) * 10) / 10)
  const time = (part: number) => quantile(spent, part).toFixed(1)
  return [name, String(times), time(0.5), time(0.99), each(units.read), each(units.write), '']
}
