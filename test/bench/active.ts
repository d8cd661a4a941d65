/**
 * What `GET /users/active` costs: time, pages and read units of its scan over many sessions, on Amazon's DynamoDB Local.
 * DynamoDB Local weighs an index by its table's whole items; so the items here are as small as their index entries.
 */
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { ensureTable, localTable } from '#infra/local/dynamodb'
import { startDynamoDbLocal } from '#infra/rehearsal/dynamodb-local'
import { fingerprint } from '#shared/seal'
import { listActive } from '#shared/sessions/active'
import type { Table } from './report.ts'

const SESSIONS_PER_USER = 2
const BATCH = 25

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

async function fill(client: DynamoDB, table: string, sessions: number, expiresAt: number): Promise<void> {
  for (let first = 0; first < sessions; first += BATCH) {
    const puts = Array.from({ length: Math.min(BATCH, sessions - first) }, (_, offset) => {
      const number = first + offset
      const userId = `auth0|${Math.floor(number / SESSIONS_PER_USER)
        .toString(16)
        .padStart(24, '0')}`
      const item = { pk: `session#${fingerprint(String(number))}`, userId, expiresAt }
      return { PutRequest: { Item: marshall(item) } }
    })
    await client.batchWriteItem({ RequestItems: { [table]: puts } })
  }
}

/** What listing the active users costs. @param sizes numbers of sessions */
export async function* measureActive(sizes: readonly number[]): AsyncGenerator<Table> {
  const { endpoint, stop } = await startDynamoDbLocal()
  const now = Math.floor(Date.now() / 1000)
  const rows: (readonly string[])[] = []
  for (const sessions of sizes.length > 0 ? sizes : [1000, 10_000, 100_000]) {
    const table = `bench-${sessions}`
    const cost: Cost = { pages: 0, units: 0 }
    const client = countingClient(endpoint, cost)
    await ensureTable(endpoint, localTable(table))
    await fill(client, table, sessions, now + 86_400)
    Object.assign(cost, { pages: 0, units: 0 })
    const begun = performance.now()
    const { userIds } = await listActive({ client, table }, { limit: sessions, after: undefined, now })
    const seconds = (performance.now() - begun) / 1000
    rows.push([String(sessions), String(userIds.length), seconds.toFixed(2), String(cost.pages), String(cost.units)])
  }
  await stop()
  const heads = ['sessions', 'users', 'seconds', 'pages', 'read units']
  yield { title: 'The scan behind `/users/active`', heads, rows }
}
