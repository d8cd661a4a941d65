import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureTable, localTable } from '#infra/local/dynamodb'
import { listen, stop } from '#infra/local/listen'

// Slow on purpose: a table is not there at once, so those who come second have something to wait for.
const server = dynalite({ createTableMs: 200 })
let endpoint: string

beforeAll(async () => {
  endpoint = await listen(server)
})

afterAll(() => stop(server))

async function describeTable(TableName: string) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials })
  const { Table } = await client.send(new DescribeTableCommand({ TableName }))
  client.destroy()
  return Table
}

test('makes the table with its keys and indexes', async () => {
  await ensureTable(endpoint, localTable('sessions'))
  expect(await describeTable('sessions')).toMatchObject({
    TableStatus: 'ACTIVE',
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: expect.arrayContaining([
      expect.objectContaining({
        IndexName: 'byUser',
        KeySchema: [
          { AttributeName: 'userId', KeyType: 'HASH' },
          { AttributeName: 'expiresAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      }),
      expect.objectContaining({ IndexName: 'bySid', KeySchema: [{ AttributeName: 'auth0Sid', KeyType: 'HASH' }] }),
    ]),
  })
})

test('several stages may make it at the same time, and each finds it ready', async () => {
  const statuses = await Promise.all(
    Array.from({ length: 4 }, async () => {
      await ensureTable(endpoint, localTable('shared'))
      return (await describeTable('shared'))?.TableStatus
    }),
  )
  expect(statuses).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE'])
})

test('leaves a table that is there as it is', async () => {
  await ensureTable(endpoint, localTable('old'))
  const before = await describeTable('old')
  await ensureTable(endpoint, localTable('old'))
  expect(await describeTable('old')).toEqual(before)
})

test('names the DynamoDB that does not answer', async () => {
  await expect(ensureTable('http://127.0.0.1:1', localTable('x'))).rejects.toThrow(
    /^DynamoDB at http:\/\/127.0.0.1:1 can't hold the table x: .*ECONNREFUSED/,
  )
})
