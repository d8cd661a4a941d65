import { describe, expect, it } from 'vitest'
import { itemKey } from '#shared/sessions/key'
import { asText, useDatabase } from '../support/database.ts'
import { newSession, openStores } from '../support/stores.ts'

const database = useDatabase()
const open = () => openStores(database.table)

describe('a session', () => {
  it('opens as it began, from every instance', async () => {
    const stores = open()
    const begun = newSession()
    const { sid } = await stores.sessions.start(begun)
    expect(await openStores(database.table).sessions.open(sid)).toEqual({
      sid,
      client: 'site',
      userId: begun.userId,
      expiresAt: 1_795_341_600 + 3600,
      endsAt: 1_795_341_600 + 3600,
      version: 0,
      ...begun.content,
    })
  })

  it('has a new id each time, of 256 bits', async () => {
    const { sessions } = open()
    const begun = await Promise.all(Array.from({ length: 20 }, () => sessions.start(newSession())))
    expect(new Set(begun.map(({ sid }) => sid)).size).toBe(20)
    for (const { sid } of begun) expect(sid).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('ends at its time, although the item still stands there', async () => {
    const { sessions, forward } = open()
    const { sid } = await sessions.start(newSession({ lifetime: 60 }))
    forward(59)
    expect(await sessions.open(sid)).toBeDefined()
    forward(1)
    expect(await sessions.open(sid)).toBeUndefined()
    expect(await database.table.read(itemKey('session', sid))).toBeDefined()
  })

  it('ends at once, and tells what it held', async () => {
    const { sessions } = open()
    const session = await sessions.start(newSession())
    expect((await sessions.end(session)).refreshToken).toBe('the-refresh-token')
    expect(await sessions.open(session.sid)).toBeUndefined()
    expect((await sessions.end(session)).refreshToken).toBe('the-refresh-token')
  })

  it('tells what it held at its end, when a refresh has moved it since it was read', async () => {
    const { sessions } = open()
    const session = await sessions.start(newSession())
    await sessions.takeLease(session, 'me')
    await sessions.commit(session, 'me', { ...newSession().content, refreshToken: 'the-next-token' })
    expect((await sessions.end(session)).refreshToken).toBe('the-next-token')
    expect(await sessions.open(session.sid)).toBeUndefined()
  })

  it('of an unknown id is none', async () => {
    const { sessions } = open()
    for (const sid of ['', 'x', 'A'.repeat(43)]) expect(await sessions.open(sid)).toBeUndefined()
  })

  it('without a refresh token has none', async () => {
    const { sessions } = open()
    const { refreshToken: _, ...content } = newSession().content
    const { sid } = await sessions.start(newSession({ content }))
    expect((await sessions.open(sid))?.refreshToken).toBeUndefined()
  })
})

describe('a session in the table', () => {
  it('shows neither its id nor what it holds', async () => {
    const { sessions } = open()
    const { sid } = await sessions.start(newSession({ client: 'secrecy' }))
    const items = (await database.scan()).filter(({ client }) => client === 'secrecy')
    expect(items.map((item) => Object.keys(item).sort())).toEqual([
      ['auth0Sid', 'client', 'endsAt', 'expiresAt', 'pk', 'revocable', 'sealed', 'userId', 'version'],
    ])
    const texts = [sid, 'the-access-token', 'the-refresh-token', 'the-id-token', 'anna@site.example']
    for (const text of texts) expect(items.map(asText).join()).not.toContain(text)
  })

  it('does not open under another key', async () => {
    const { sessions } = open()
    const [mine, theirs] = await Promise.all([sessions.start(newSession()), sessions.start(newSession())])
    const item = await database.table.read(itemKey('session', theirs.sid))
    await database.table.write({ ...item, pk: itemKey('session', mine.sid) })
    expect(await sessions.open(mine.sid)).toBeUndefined()
  })

  it('does not open for another client, stage or purpose', async () => {
    const { sessions } = open()
    const { sid } = await sessions.start(newSession())
    const item = { ...(await database.table.read(itemKey('session', sid))) }
    expect(await openStores(database.table, { stage: 'prod' }).sessions.open(sid)).toBeUndefined()
    await database.table.write({ ...item, pk: itemKey('session', sid), client: 'other' })
    expect(await sessions.open(sid)).toBeUndefined()
    await database.table.write({ ...item, pk: itemKey('bearer', sid), family: 'x' })
    expect(await open().bearers.open(sid)).toBeUndefined()
  })

  it.each<[string, object]>([
    ['a version that is text', { version: '0' }],
    ['a seal that is text', { sealed: 'x' }],
    ['an empty seal', { sealed: new Uint8Array([0]) }],
  ])('does not open with %s', async (_, change) => {
    const { sessions } = open()
    const { sid } = await sessions.start(newSession())
    const item = await database.table.read(itemKey('session', sid))
    await database.table.write({ pk: itemKey('session', sid), ...item, ...change })
    expect(await sessions.open(sid)).toBeUndefined()
  })
})
