import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { freePort } from '#infra/local/listen'
import { indexes } from '#shared/environment'
import { createTable } from '#shared/sessions/table'
import { useDatabase } from '../support/database.ts'
import { expectRefusal } from '../support/refusal.ts'
import { newUser } from '../support/stores.ts'

const database = useDatabase()
const never = { when: 'version = :version', values: { ':version': 99 } }

describe('the table', () => {
  it('gives back texts, numbers and bytes as they were', async () => {
    const item = { pk: newUser(), text: 'é"', number: 1_795_341_600_000, bytes: Uint8Array.of(0, 1, 255) }
    await database.table.write(item)
    expect(await database.table.read(item.pk)).toEqual(item)
  })

  it('inserts once', async () => {
    const pk = newUser()
    expect(await database.table.insert({ pk, a: 1 })).toBe(true)
    expect(await database.table.insert({ pk, a: 2 })).toBe(false)
    expect(await database.table.read(pk)).toMatchObject({ pk, a: 1 })
  })

  it('takes and updates nothing when the condition does not hold', async () => {
    const item = { pk: newUser(), version: 1 }
    await database.table.write(item)
    expect(await database.table.take(item.pk, never)).toBeUndefined()
    expect(await database.table.update(item.pk, 'SET a = version', never)).toBeUndefined()
    expect(await database.table.read(item.pk)).toEqual(item)
  })

  it('tells every key of an index, of all its pages', async () => {
    const userId = newUser()
    const filler = 'x'.repeat(100_000)
    const keys = Array.from({ length: 30 }, (_, index) => `session#${userId}-${index}`)
    await Promise.all(keys.map((pk) => database.table.write({ pk, userId, expiresAt: 1, filler })))
    expect((await database.table.keys(indexes.byUser, 'userId', userId)).toSorted()).toEqual(keys.toSorted())
    expect(await database.table.keys(indexes.byUser, 'userId', newUser())).toEqual([])
  })
})

it('a table that does not answer is temporarily_unavailable, whatever is asked of it', async () => {
  const endpoint = `http://127.0.0.1:${await freePort()}`
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 })
  const table = createTable('none', client)
  const calls = [
    () => table.read('x'),
    () => table.write({ pk: 'x' }),
    () => table.insert({ pk: 'x' }),
    () => table.update('x', 'SET a = :version', never),
    () => table.take('x'),
    () => table.keys(indexes.byUser, 'userId', 'x'),
  ]
  for (const call of calls) await expectRefusal(call, 'temporarily_unavailable')
  client.destroy()
})
