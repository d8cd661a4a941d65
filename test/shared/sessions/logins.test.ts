import { describe, expect, it } from 'vitest'
import { itemKey } from '#shared/sessions/key'
import { asText, useDatabase } from '../support/database.ts'
import { newUser, openStores } from '../support/stores.ts'

const database = useDatabase()
const open = () => openStores(database.table)
const content = { verifier: 'the-verifier', nonce: 'the-nonce', redirect: '/wanted', authenticatedAfter: 5 }
const newState = () => `state-${newUser()}`
const taker = { clients: ['site'], browser: 'browser-1' }

describe('a pending login', () => {
  it('is taken up with all that it remembers', async () => {
    const { logins } = open()
    const state = newState()
    expect(await logins.begin(state, 'site', 'browser-1', content)).toBe(true)
    expect(await open().logins.take(state, taker)).toEqual({ client: 'site', ...content })
  })

  it('is taken up once under 50 concurrent takes', async () => {
    const { logins } = open()
    const state = newState()
    await logins.begin(state, 'site', 'browser-1', content)
    const taken = await Promise.all(Array.from({ length: 50 }, () => logins.take(state, taker)))
    expect(taken.filter((login) => login !== undefined)).toHaveLength(1)
  })

  it('is begun once under 20 concurrent begins, and the others change nothing', async () => {
    const { logins } = open()
    const state = newState()
    const begins = Array.from({ length: 20 }, async (_, index) => {
      const nonce = `nonce-${index}`
      return (await logins.begin(state, 'site', undefined, { verifier: 'v', nonce })) ? [nonce] : []
    })
    const begun = (await Promise.all(begins)).flat()
    expect(begun).toHaveLength(1)
    expect((await logins.take(state, taker))?.nonce).toBe(begun[0])
  })

  it.each([
    ['another client', { clients: ['cms'], browser: 'browser-1' }],
    ['no client', { clients: [], browser: 'browser-1' }],
    ['another browser', { clients: ['site'], browser: 'browser-2' }],
    ['no browser', { clients: ['site'], browser: undefined }],
    ['an empty browser', { clients: ['site'], browser: '' }],
  ])('is not taken up by %s, and stays for the right one', async (_, wrong) => {
    const { logins } = open()
    const state = newState()
    await logins.begin(state, 'site', 'browser-1', content)
    expect(await logins.take(state, wrong)).toBeUndefined()
    expect(await logins.take(state, taker)).toBeDefined()
  })

  it('is taken up for one of several clients', async () => {
    const { logins } = open()
    const state = newState()
    await logins.begin(state, 'site', undefined, content)
    expect((await logins.take(state, { clients: ['a', 'site', 'b'], browser: undefined }))?.client).toBe('site')
  })

  it('that is bound to no browser is taken up by any', async () => {
    const { logins } = open()
    const state = newState()
    await logins.begin(state, 'site', undefined, content)
    expect(await logins.take(state, taker)).toBeDefined()
  })

  it('lives ten minutes, although the item still stands there', async () => {
    const { logins, forward } = open()
    const [early, late, later] = [newState(), newState(), newState()]
    await logins.begin(early, 'site', 'browser-1', content)
    await logins.begin(late, 'site', 'browser-1', content)
    await logins.begin(later, 'site', 'browser-1', content)
    forward(599)
    expect(await logins.take(early, taker)).toBeDefined()
    forward(1)
    expect(await logins.take(late, taker)).toBeUndefined()
    forward(3600)
    expect(await logins.take(later, taker)).toBeUndefined()
    expect(await database.table.read(itemKey('login', later))).toBeDefined()
  })

  it('shows neither its state nor what it remembers', async () => {
    const { logins } = open()
    const state = newState()
    await logins.begin(state, 'secrecy', 'browser-1', content)
    const items = (await database.scan()).filter(({ client }) => client === 'secrecy')
    expect(items).toHaveLength(1)
    for (const text of [state, 'the-verifier', 'the-nonce', '/wanted']) {
      expect(items.map(asText).join()).not.toContain(text)
    }
  })

  it('does not open under another state or for another client', async () => {
    const { logins } = open()
    const [mine, theirs] = [newState(), newState()]
    await logins.begin(theirs, 'site', undefined, content)
    const item = await database.table.read(itemKey('login', theirs))
    await database.table.write({ ...item, pk: itemKey('login', mine) })
    expect(await logins.take(mine, taker)).toBeUndefined()
    await database.table.write({ ...item, pk: itemKey('login', theirs), client: 'cms' })
    expect(await logins.take(theirs, { clients: ['cms'], browser: undefined })).toBeUndefined()
  })
})
