/**
 * What `GET /users/active` costs: time, pages and read units of its scan over many sessions, on Amazon's DynamoDB Local.
 * DynamoDB Local weighs an index by its table's whole items; so the items here are as small as their index entries.
 * `npm run bench`, or `npm run bench -- 1000 100000` for other numbers of sessions.
 */
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { ensureTable, localTable } from '#infra/local/dynamodb'
import { startDynamoDbLocal } from '#infra/rehearsal/dynamodb-local'
import { fingerprint } from '#shared/seal'
import { listActive } from '#shared/sessions/active'

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

const { endpoint, stop } = await startDynamoDbLocal()
const now = Math.floor(Date.now() / 1000)
process.stdout.write('sessions     users   seconds   pages   read units\n')
for (const sessions of process.argv.slice(2).length > 0 ? process.argv.slice(2).map(Number) : [1000, 10_000, 100_000]) {
  const table = `bench-${sessions}`
  const cost: Cost = { pages: 0, units: 0 }
  const client = countingClient(endpoint, cost)
  await ensureTable(endpoint, localTable(table))
  await fill(client, table, sessions, now + 86_400)
  Object.assign(cost, { pages: 0, units: 0 })
  const begun = performance.now()
  const { userIds } = await listActive({ client, table }, { limit: sessions, after: undefined, now })
  const columns = [sessions, userIds.length, ((performance.now() - begun) / 1000).toFixed(2), cost.pages, cost.units]
  const widths = [8, 10, 10, 8, 13]
  process.stdout.write(`${columns.map((column, index) => String(column).padStart(widths[index] ?? 0)).join('')}\n`)
}
await stop()
