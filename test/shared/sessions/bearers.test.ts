import { describe, expect, it } from 'vitest'
import type { NewBearer } from '#shared/sessions/bearers'
import { itemKey } from '#shared/sessions/key'
import { asText, useDatabase } from '../support/database.ts'
import { newUser, openStores } from '../support/stores.ts'

const database = useDatabase()
const open = () => openStores(database.table)
const NOW = 1_795_341_600
const profile = { sub: 'auth0|x', email: 'anna@site.example', app_metadata: { groups: ['a'] } }
const newToken = () => `access-token-${newUser()}`
const bearer = (changes: Partial<NewBearer> = {}): NewBearer => ({
  client: 'app',
  userId: newUser(),
  family: 'family-1',
  expiresAt: NOW + 60,
  profile,
  grant: 'grant#key',
  permissions: ['read:things'],
  ...changes,
})

describe('a bearer', () => {
  it('opens as it was kept', async () => {
    const [token, kept] = [newToken(), bearer({ auth0Sid: 'auth0-session' })]
    await open().bearers.keep(token, kept)
    const { auth0Sid: _, ...shown } = kept
    expect(await open().bearers.open(token)).toEqual(shown)
  })

  it('without a grant has none', async () => {
    const token = newToken()
    await open().bearers.keep(token, bearer({ grant: undefined }))
    expect((await open().bearers.open(token))?.grant).toBeUndefined()
  })

  it('that we did not hand out is none', async () => {
    expect(await open().bearers.open(newToken())).toBeUndefined()
    expect(await open().bearers.open('')).toBeUndefined()
  })

  it('expires on read, and is found all the same by who asks for its family', async () => {
    const { bearers, forward } = open()
    const token = newToken()
    await bearers.keep(token, bearer())
    forward(59)
    expect(await bearers.open(token)).toBeDefined()
    forward(1)
    expect(await bearers.open(token)).toBeUndefined()
    expect((await bearers.find(token))?.family).toBe('family-1')
  })

  it('ends at once', async () => {
    const { bearers } = open()
    const token = newToken()
    await bearers.keep(token, bearer())
    await bearers.end(token)
    expect(await bearers.open(token)).toBeUndefined()
    expect(await bearers.find(token)).toBeUndefined()
  })

  it('shows neither its token nor its user’s profile nor its grant', async () => {
    const token = newToken()
    await open().bearers.keep(token, bearer({ client: 'secrecy' }))
    const items = (await database.scan()).filter(({ client }) => client === 'secrecy')
    expect(items).toHaveLength(1)
    for (const text of [token, 'anna@site.example', 'grant#key', 'read:things'])
      expect(items.map(asText).join()).not.toContain(text)
  })

  it('does not open under another token, for another client or another stage', async () => {
    const { bearers } = open()
    const [mine, theirs] = [newToken(), newToken()]
    await bearers.keep(theirs, bearer())
    const item = await database.table.read(itemKey('bearer', theirs))
    await database.table.write({ ...item, pk: itemKey('bearer', mine) })
    expect(await bearers.open(mine)).toBeUndefined()
    expect(await openStores(database.table, { stage: 'prod' }).bearers.open(theirs)).toBeUndefined()
    await database.table.write({ ...item, pk: itemKey('bearer', theirs), client: 'cms' })
    expect(await bearers.open(theirs)).toBeUndefined()
  })
})
