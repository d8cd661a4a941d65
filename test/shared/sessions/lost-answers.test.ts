import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createDynamoDb } from '#shared/aws/dynamodb'
import { endItems } from '#shared/sessions/end-items'
import { takeLease } from '#shared/sessions/lease'
import { createTable, type Table } from '#shared/sessions/table'
import { type FaultProxy, openProxy } from '../../support/proxy.ts'
import { awsAt } from '../support/aws.ts'
import { useDatabase } from '../support/database.ts'

const NOW = 1_795_341_600_000
const database = useDatabase()
let proxy: FaultProxy
let table: Table
let calls: number
let isLost: (call: number) => boolean

/** DynamoDB does what it is asked, but its first answer never arrives: the caller asks again. */
beforeAll(async () => {
  proxy = await openProxy(
    () => database.endpoint,
    () => (isLost(++calls) ? { effect: true, answer: 'reset' } : undefined),
  )
  table = createTable('rules', createDynamoDb(awsAt(proxy.url)))
})

beforeEach(() => {
  calls = 0
  isLost = (call) => call === 1
})

afterAll(() => proxy.close())

it('what was inserted was inserted, once', async () => {
  const pk = randomUUID()
  expect(await table.insert({ pk, a: 1 })).toBe(true)
  expect(calls).toBe(2)
  expect(await table.insert({ pk, a: 1 })).toBe(false)
})

it('a lease that was taken is one’s own, and nobody else’s', async () => {
  const held = { pk: randomUUID(), version: 1 }
  await database.table.write(held)
  expect(await takeLease(table, held.pk, held, 'me', NOW)).toBe(true)
  expect(calls).toBe(2)
  expect(await takeLease(table, held.pk, held, 'another', NOW)).toBe(false)
})

it('an item that was ended is known by what it held, so that its refresh token can be revoked', async () => {
  const item = { pk: randomUUID(), client: 'app', revocable: Buffer.from('sealed') }
  await database.table.write(item)
  // The read is heard, the delete is not.
  isLost = (call) => call === 2
  const { items, failures } = await endItems(table, [item.pk])
  expect([items.map(({ pk }) => pk), failures]).toEqual([[item.pk], []])
  expect(await database.table.read(item.pk)).toBeUndefined()
})

it('an item of somebody else is not ended, although the answer to that got lost', async () => {
  const item = { pk: randomUUID(), client: 'app' }
  await database.table.write(item)
  isLost = (call) => call === 2
  const condition = { when: 'client = :client', values: { ':client': 'other' } }
  expect(await endItems(table, [item.pk], condition)).toEqual({ items: [], failures: [] })
})

it('an item of which the table tells nothing any more is told with what it held, and as a failure', async () => {
  const item = { pk: randomUUID(), client: 'app', revocable: Buffer.from('sealed') }
  await database.table.write(item)
  isLost = (call) => call > 1
  const { items, failures } = await endItems(table, [item.pk])
  expect([items.map(({ pk }) => pk), failures]).toEqual([
    [item.pk],
    [expect.objectContaining({ code: 'temporarily_unavailable' })],
  ])
})
