import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { ensureTable, localTable } from '#infra/local/dynamodb'
import type { Table } from '#infra/markdown'
import { startDynamoDbLocal } from '#infra/rehearsal/dynamodb-local'
import { listActive } from '#shared/sessions/active'
import { fillTable } from './growth/fill.ts'

interface Cost {
  pages: number
  units: number
}

/** A client that counts what each scan consumes. */
function countingClient(endpoint: string, cost: Cost): DynamoDB {
  const client = new DynamoDB({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  })
  client.middlewareStack.add(
    (next) => async (call) => {
      const answer = await next({ ...call, input: { ...call.input, ReturnConsumedCapacity: 'TOTAL' } })
      const consumed = 'ConsumedCapacity' in answer.output ? answer.output.ConsumedCapacity : undefined
      if (typeof consumed === 'object' && consumed !== null && 'CapacityUnits' in consumed) {
        cost.pages += 1
        cost.units += Number(consumed.CapacityUnits)
      }
      return answer
    },
    { step: 'initialize' },
  )
  return client
}

/**
 * What the scan behind `GET /users/active` costs: time, pages and read units, on Amazon's DynamoDB Local.
 *
 * @param sizes numbers of sessions
 */
export async function* measureActive(sizes: readonly number[]): AsyncGenerator<Table> {
  const { endpoint, stop } = await startDynamoDbLocal()
  const now = Math.floor(Date.now() / 1000)
  const rows: (readonly string[])[] = []
  for (const sessions of sizes.length > 0 ? sizes : [1000, 10_000, 100_000]) {
    const table = `bench-${sessions}`
    const cost: Cost = { pages: 0, units: 0 }
    const client = countingClient(endpoint, cost)
    await ensureTable(endpoint, localTable(table))
    await fillTable(client, table, { from: 0, to: sessions, expiresAt: now + 86_400 })
    Object.assign(cost, { pages: 0, units: 0 })
    const begun = performance.now()
    const { userIds } = await listActive(
      { client, table },
      { limit: sessions, after: undefined, now, milliseconds: Number.POSITIVE_INFINITY },
    )
    const seconds = (performance.now() - begun) / 1000
    rows.push([String(sessions), String(userIds.length), seconds.toFixed(2), String(cost.pages), String(cost.units)])
  }
  await stop()
  const heads = ['sessions', 'users', 'seconds', 'pages', 'read units']
  yield { title: 'The scan behind `/users/active`', heads, rows }
}
