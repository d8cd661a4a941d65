import { describe, expect, it } from 'vitest'
import { endItems } from '#shared/sessions/end-items'
import type { Item, Table } from '#shared/sessions/table'
import { useDatabase } from '../support/database.ts'
import { newUser } from '../support/stores.ts'

const database = useDatabase()

/** Writes an item under a key of its own. */
async function item(fields: Item = {}, kind = 'session') {
  const written = { pk: `${kind}#${newUser()}`, ...fields }
  await database.table.write(written)
  return written
}
const isThere = async (pk: string) => (await database.table.read(pk)) !== undefined

describe('items that are ended by their keys', () => {
  it('are gone, and told as they were, each once', async () => {
    const [one, other, stays] = [await item({ a: 1 }), await item({ a: 2 }), await item()]
    const { items, failures } = await endItems(database.table, [one.pk, other.pk, one.pk, 'session#unknown'])
    expect(items.toSorted((a, b) => Number(a['a']) - Number(b['a']))).toEqual([one, other])
    expect(failures).toEqual([])
    expect(await Promise.all([one, other, stays].map(({ pk }) => isThere(pk)))).toEqual([false, false, true])
  })

  it('take along what was handed out with them and for them', async () => {
    const bearer = await item({}, 'bearer')
    const last = await item({ bearer: 'never handed out' }, 'grant')
    const next = await item({ successor: last.pk }, 'grant')
    const first = await item({ successor: next.pk, bearer: bearer.pk.slice('bearer#'.length) }, 'grant')
    const { items, failures } = await endItems(database.table, [first.pk])
    expect(items).toHaveLength(4)
    expect(failures).toEqual([])
  })

  it('are left in peace when the condition does not hold', async () => {
    const [mine, theirs] = [await item({ client: 'site' }), await item({ client: 'app' })]
    const ofSite = { when: 'client = :client', values: { ':client': 'site' } }
    expect((await endItems(database.table, [mine.pk, theirs.pk], ofSite)).items).toEqual([mine])
    expect(await isThere(theirs.pk)).toBe(true)
  })

  it('are ended although one of them can’t be, and why is told', async () => {
    const [stuck, other] = [await item(), await item()]
    const failure = new Error('down')
    const take: Table['take'] = async (pk, condition) => {
      if (pk === stuck.pk) throw failure
      return database.table.take(pk, condition)
    }
    const ended = await endItems({ ...database.table, take }, [stuck.pk, other.pk])
    expect(ended).toEqual({ items: [other], failures: [failure] })
  })
})
