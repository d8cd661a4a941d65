import { beforeAll, describe, expect, it } from 'vitest'
import { createDynamoDb, type DynamoDb } from '#shared/aws/dynamodb'
import { readCursor, writeCursor } from '#shared/management/cursor'
import { type ActiveUsers, listActive, type Position } from '#shared/sessions/active'
import { awsAt } from '../support/aws.ts'
import { useDatabase } from '../support/database.ts'
import { expectRefusal, thrownBy } from '../support/refusal.ts'

const database = useDatabase()
const NOW = 1_795_341_600
const LIVE = ['auth0|a', 'auth0|b', 'auth0|c', 'auth0|d', 'auth0|e']
const ALL = { after: undefined, now: NOW, milliseconds: 6000 }
let client: DynamoDb

/** Every user has three live items; others are no login, or no more. */
beforeAll(async () => {
  const { endpoint, table } = database
  client = createDynamoDb(awsAt(endpoint))
  const live = LIVE.flatMap((userId) =>
    ['session#1', 'session#2', 'bearer#1'].map((pk) => ({ pk: `${pk}-${userId}`, userId, expiresAt: NOW + 1 })),
  )
  const others = [
    { pk: 'session#over', userId: 'auth0|over', expiresAt: NOW },
    { pk: 'grant#live', userId: 'auth0|app', expiresAt: NOW + 60 },
    { pk: 'xsession#', userId: 'auth0|x', expiresAt: NOW + 60 },
  ]
  await Promise.all([...live, ...others].map((item) => table.write(item)))
})

const list = (limit: number, after?: Position, { now = NOW, milliseconds = 6000 } = {}): Promise<ActiveUsers> =>
  listActive({ client, table: 'rules' }, { limit, after, now, milliseconds })

describe('the users who are logged in', () => {
  it('are those with a live session or bearer, each once', async () => {
    const { userIds, next } = await list(100)
    expect(userIds.toSorted()).toEqual(LIVE)
    expect(next).toBeUndefined()
  })

  it('are nobody once all has expired', async () => {
    expect(await list(100, undefined, { now: NOW + 1 })).toEqual({ userIds: [], next: undefined })
  })

  it.each([1, 2, 4])('come in pages of %i that leave nobody out and tell nobody twice', async (limit) => {
    const pages: (readonly string[])[] = []
    let after: Position | undefined
    do {
      const { userIds, next } = await list(limit, after)
      pages.push(userIds)
      after = next
    } while (after)
    expect(pages.flat().toSorted()).toEqual(LIVE)
    expect(pages).toHaveLength(Math.ceil(LIVE.length / limit))
    expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true)
  })

  it('come as far as they were found when the time is over, and nobody is left out by that', async () => {
    const first = await list(100, undefined, { milliseconds: 0 })
    expect(first.userIds).toHaveLength(1)
    const { userIds } = await list(100, first.next)
    expect([...first.userIds, ...userIds].toSorted()).toEqual(LIVE)
  })

  it('are told as far as they were found when the table fails on the way', async () => {
    const [one, other] = (await client.scan({ TableName: 'rules', IndexName: 'byUser' })).Items ?? []
    const pages = [{ Items: [one ?? {}, other ?? {}], LastEvaluatedKey: other ?? {} }]
    const failing = { ...client, scan: async () => pages.shift() ?? Promise.reject(new Error('down')) }
    const { userIds, next } = await listActive({ client: failing, table: 'rules' }, { ...ALL, limit: 100 })
    expect(userIds).toEqual([...new Set([one?.['userId']?.S, other?.['userId']?.S])])
    expect(next).toMatchObject({ userId: other?.['userId']?.S })
  })

  it('have no next page when the last one is just full', async () => {
    expect((await list(LIVE.length)).next).toBeUndefined()
  })

  it('are read from few entries of the index when few are asked for', async () => {
    const limits: unknown[] = []
    const watched: DynamoDb = {
      ...client,
      scan(input, options) {
        limits.push(input.Limit)
        return client.scan(input, options)
      },
    }
    await listActive({ client: watched, table: 'rules' }, { limit: 50, after: undefined, now: NOW, milliseconds: 6000 })
    expect(limits).toEqual([200])
  })

  it('are found however many pages of the index are empty', async () => {
    const asleep = Array.from({ length: 40 }, (_, i) => ({
      pk: `grant#${'x'.repeat(1000)}${i}`,
      userId: 'y'.repeat(2000),
    }))
    await Promise.all(asleep.map((item) => database.table.write({ ...item, expiresAt: NOW })))
    expect((await list(100)).userIds.toSorted()).toEqual(LIVE)
  })
})

it('the users of a table that is not there are temporarily_unavailable', async () => {
  await expectRefusal(
    () => listActive({ client, table: 'none' }, { limit: 1, after: undefined, now: NOW, milliseconds: 6000 }),
    'temporarily_unavailable',
  )
})

it('a position comes back as it was', () => {
  const position = { pk: 'session#x', userId: 'u'.repeat(2048), expiresAt: NOW }
  expect(readCursor(writeCursor(position))).toEqual(position)
})

it.each<[string, object]>([
  ['no key', { pk: '' }],
  ['no user', { userId: '' }],
  ['a key longer than DynamoDB’s', { pk: 'é'.repeat(1025) }],
  ['a user longer than DynamoDB’s', { userId: 'é'.repeat(1025) }],
  ['a time that is no whole number', { expiresAt: 1.5 }],
  ['a time that is text', { expiresAt: '1' }],
  ['nothing at all', { pk: undefined, userId: undefined, expiresAt: undefined }],
])('a position with %s is refused', async (_, change) => {
  const position = { pk: 'session#x', userId: 'auth0|x', expiresAt: NOW, ...change }
  expect((await thrownBy(() => readCursor(writeCursor(position)))).code).toBe('invalid_request')
})
