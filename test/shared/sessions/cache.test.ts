import { describe, expect, it } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { newUser, openStores } from '../support/stores.ts'

const database = useDatabase()
const NOW = 1_795_341_600

describe('the cache', () => {
  it('is shared by all instances and tells when it was written', async () => {
    const name = newUser()
    await openStores(database.table).cache.write(name, 'keys', 60)
    expect(await openStores(database.table).cache.read(name)).toMatchObject({ text: 'keys', writtenAt: NOW })
  })

  it('holds nothing under a name that was not written', async () => {
    expect(await openStores(database.table).cache.read('nothing')).toBeUndefined()
  })

  it('holds what was written last', async () => {
    const { cache, forward } = openStores(database.table)
    const name = newUser()
    await cache.write(name, 'old', 60)
    forward(5)
    await cache.write(name, 'new', 60)
    expect(await cache.read(name)).toMatchObject({ text: 'new', writtenAt: NOW + 5 })
  })

  it('forgets at its time on read, although the item still stands there', async () => {
    const { cache, forward } = openStores(database.table)
    const name = newUser()
    await cache.write(name, 'keys', 60)
    forward(59)
    expect(await cache.read(name)).toBeDefined()
    forward(1)
    expect(await cache.read(name)).toBeUndefined()
  })
})
