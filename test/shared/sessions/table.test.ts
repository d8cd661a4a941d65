import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { freePort } from '#infra/local/listen'
import { createDynamoDb } from '#shared/aws/dynamodb'
import { indexes } from '#shared/environment'
import { createTable } from '#shared/sessions/table'
import { awsAt } from '../support/aws.ts'
import { useDatabase } from '../support/database.ts'
import { expectRefusal } from '../support/refusal.ts'
import { newUser } from '../support/stores.ts'

const database = useDatabase()
const never = { when: 'version = :version', values: { ':version': 99 } }

/** One contract for the client that the functions have, and for AWS's own. */
describe.each([
  ['our own caller', () => database.table, (endpoint: string) => createDynamoDb(awsAt(endpoint))],
  [
    'the AWS SDK',
    () => database.tableOfSdk,
    (endpoint: string) => new DynamoDB({ ...awsAt(endpoint), maxAttempts: 2 }),
  ],
])('the table by %s', (_, table, connect) => {
  it('gives back texts, numbers, bytes and sets as they were', async () => {
    const item = {
      pk: newUser(),
      text: 'é"',
      number: 1_795_341_600_000,
      bytes: Uint8Array.of(0, 1, 255),
      B: 'B',
      set: new Set(['a', 'b']),
    }
    await table().write(item)
    expect(await table().read(item.pk)).toEqual(item)
  })

  it('inserts once', async () => {
    const pk = newUser()
    expect(await table().insert({ pk, a: 1 })).toBe(true)
    expect(await table().insert({ pk, a: 2 })).toBe(false)
    expect(await table().read(pk)).toMatchObject({ pk, a: 1 })
  })

  it('takes and updates nothing when the condition does not hold', async () => {
    const item = { pk: newUser(), version: 1 }
    await table().write(item)
    expect(await table().take(item.pk, never)).toBeUndefined()
    expect(await table().update(item.pk, 'SET a = version', never)).toBeUndefined()
    expect(await table().read(item.pk)).toEqual(item)
  })

  it('takes and updates when it holds, and tells what stood or stands there', async () => {
    const item = { pk: newUser(), version: 1, bytes: Uint8Array.of(7) }
    const first = { when: 'version = :version', values: { ':version': 1 } }
    await table().write(item)
    expect(await table().update(item.pk, 'SET a = version', first)).toEqual({ ...item, a: 1 })
    expect(await table().take(item.pk, first)).toEqual({ ...item, a: 1 })
    expect(await table().take(item.pk)).toBeUndefined()
    expect(await table().read(item.pk)).toBeUndefined()
  })

  it('tells every key of an index, of all its pages', async () => {
    const userId = newUser()
    const filler = 'x'.repeat(100_000)
    const keys = Array.from({ length: 30 }, (_, index) => `session#${userId}-${index}`)
    await Promise.all(keys.map((pk) => table().write({ pk, userId, expiresAt: 1, filler })))
    expect((await table().keys(indexes.byUser, 'userId', userId)).toSorted()).toEqual(keys.toSorted())
    expect(await table().keys(indexes.byUser, 'userId', newUser())).toEqual([])
  })

  it('is temporarily_unavailable when it does not answer, whatever is asked of it', async () => {
    const silent = createTable('none', connect(`http://127.0.0.1:${await freePort()}`))
    const calls = [
      () => silent.read('x'),
      () => silent.write({ pk: 'x' }),
      () => silent.insert({ pk: 'x' }),
      () => silent.update('x', 'SET a = :version', never),
      () => silent.take('x'),
      () => silent.keys(indexes.byUser, 'userId', 'x'),
    ]
    for (const call of calls) await expectRefusal(call, 'temporarily_unavailable')
  })
})
