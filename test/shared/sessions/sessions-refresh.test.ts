import { describe, expect, it } from 'vitest'
import { itemKey } from '#shared/sessions/key'
import { useDatabase } from '../support/database.ts'
import { newSession, openStores } from '../support/stores.ts'

const database = useDatabase()
const open = () => openStores(database.table)
const moved = { accessToken: 'new', idToken: 'id', accessExpiresAt: 1, profile: { sub: 'x' } }

describe('the tokens of a refresh', () => {
  it('are written by the owner of the lease, and free it', async () => {
    const { sessions } = open()
    const session = await sessions.start(newSession())
    expect(await sessions.takeLease(session, 'me')).toBe(true)
    expect(await sessions.open(session.sid)).toMatchObject({ leaseOwner: 'me', leaseUntil: 1_795_341_610_000 })
    const committed = await sessions.commit(session, 'me', moved)
    expect(committed).toEqual(await sessions.open(session.sid))
    expect(committed).toMatchObject({ ...moved, version: 1, refreshedAt: 1_795_341_600, expiresAt: session.expiresAt })
    expect(committed).not.toHaveProperty('leaseOwner')
    expect(committed).not.toHaveProperty('leaseUntil')
    expect(committed).not.toHaveProperty('refreshToken')
  })

  it('are refused without the lease, with another’s, and after it was lost', async () => {
    const { sessions, forward } = open()
    const session = await sessions.start(newSession())
    expect(await sessions.commit(session, 'me', moved)).toBeUndefined()
    await sessions.takeLease(session, 'me')
    expect(await sessions.commit(session, 'other', moved)).toBeUndefined()
    forward(11)
    expect(await sessions.takeLease(session, 'other')).toBe(true)
    expect(await sessions.commit(session, 'me', moved)).toBeUndefined()
    expect((await sessions.open(session.sid))?.version).toBe(0)
  })

  it('are refused when the version has moved', async () => {
    const { sessions } = open()
    const session = await sessions.start(newSession())
    await sessions.takeLease(session, 'me')
    await sessions.commit(session, 'me', moved)
    expect(await sessions.commit(session, 'me', moved)).toBeUndefined()
    expect(await sessions.takeLease(session, 'me')).toBe(false)
    expect(await sessions.takeLease({ ...session, version: 1 }, 'me')).toBe(true)
    expect(await sessions.commit(session, 'me', moved)).toBeUndefined()
    expect(await sessions.endRefused(session, 'me')).toBe(false)
    expect((await sessions.open(session.sid))?.version).toBe(1)
  })

  it('never bring an ended session back', async () => {
    const { sessions } = open()
    const session = await sessions.start(newSession())
    await sessions.takeLease(session, 'me')
    await sessions.end(session)
    expect(await sessions.commit(session, 'me', moved)).toBeUndefined()
    expect(await sessions.takeLease(session, 'me')).toBe(false)
    await sessions.releaseLease(session.sid, 'me')
    expect(await database.table.read(itemKey('session', session.sid))).toBeUndefined()
  })
})

describe('a refused refresh', () => {
  it('ends the session', async () => {
    const { sessions } = open()
    const session = await sessions.start(newSession())
    await sessions.takeLease(session, 'me')
    expect(await sessions.endRefused(session, 'me')).toBe(true)
    expect(await sessions.open(session.sid)).toBeUndefined()
  })

  it('ends nothing when another refresh has moved the version or holds the lease', async () => {
    const { sessions, forward } = open()
    const session = await sessions.start(newSession())
    await sessions.takeLease(session, 'me')
    forward(11)
    await sessions.takeLease(session, 'other')
    expect(await sessions.endRefused(session, 'me')).toBe(false)
    await sessions.commit(session, 'other', moved)
    expect(await sessions.endRefused(session, 'other')).toBe(false)
    expect(await sessions.open(session.sid)).toBeDefined()
  })
})
