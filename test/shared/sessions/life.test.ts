import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemKey } from '#shared/sessions/key'
import type { Session } from '#shared/sessions/sessions'
import type { Table } from '#shared/sessions/table'
import { makeClock, useDatabase } from '../support/database.ts'
import { newSession, openStores } from '../support/stores.ts'

const database = useDatabase()
const START = 1_795_341_600
const IDLE = 600
const LIFETIME = 3600

/** A table that tells how often it was written to. */
function counting(table: Table) {
  const counted = { writes: 0 }
  const update: Table['update'] = (...change) => {
    counted.writes += 1
    return table.update(...change)
  }
  return { counted, table: { ...table, update } }
}

/** Stores whose writes are counted, with a session that has an idle limit. */
async function begun(limits: object = {}) {
  const { counted, table } = counting(database.table)
  const stores = openStores(table)
  const session = await stores.sessions.start(newSession({ lifetime: LIFETIME, idle: IDLE, ...limits }))
  return { ...stores, session, counted, reopen: () => stores.sessions.open(session.sid) }
}
const itemOf = ({ sid }: Session) => database.table.read(itemKey('session', sid))

/** A refresh whose ID token names a ceiling, or none. */
async function refresh({ sessions }: ReturnType<typeof openStores>, session: Session, ceiling?: number) {
  expect(await sessions.takeLease(session, 'me')).toBe(true)
  return sessions.commit(session, 'me', newSession().content, { ceiling })
}

describe('a session with an idle limit', () => {
  it('ends when it is not used for so long', async () => {
    const { reopen, forward } = await begun()
    forward(IDLE - 1)
    expect(await reopen()).toMatchObject({ expiresAt: START + IDLE, endsAt: START + LIFETIME })
    forward(1)
    expect(await reopen()).toBeUndefined()
  })

  it('lives while it is used, until its absolute end', async () => {
    const { sessions, session, reopen, forward } = await begun()
    for (let now = 0; now < LIFETIME; now += 400) {
      const found = await reopen()
      expect(found?.endsAt).toBe(session.endsAt)
      if (found) await sessions.touch(found, IDLE)
      forward(Math.min(400, LIFETIME - 1 - now))
    }
    expect(await reopen()).toMatchObject({ expiresAt: START + LIFETIME })
    forward(1)
    expect(await reopen()).toBeUndefined()
  })

  it('is written once by 20 uses at a time, and not again before a quarter of the limit', async () => {
    const { sessions, session, reopen, forward, counted } = await begun()
    const use = async () => sessions.touch((await reopen()) ?? session, IDLE)
    forward(IDLE / 4 - 1)
    await use()
    expect(counted.writes).toBe(0)
    forward(1)
    await use()
    forward(IDLE / 4 - 1)
    await Promise.all(Array.from({ length: 20 }, use))
    expect(counted.writes).toBe(1)
    expect((await reopen())?.expiresAt).toBe(START + IDLE / 4 + IDLE)
  })

  it('is not written when nothing can be won any more', async () => {
    const { sessions, session, forward, counted } = await begun({ lifetime: IDLE })
    forward(IDLE - 1)
    await sessions.touch(session, IDLE)
    expect(counted.writes).toBe(0)
  })
})

describe('a use that comes late', () => {
  it('brings no ended session back', async () => {
    const { sessions, session, forward } = await begun()
    forward(300)
    await sessions.end(session)
    await sessions.touch(session, IDLE)
    expect(await itemOf(session)).toBeUndefined()
  })

  it('brings none back whose time is over', async () => {
    const { sessions, session, reopen, forward } = await begun()
    forward(IDLE)
    await sessions.touch(session, IDLE)
    expect(await reopen()).toBeUndefined()
    expect((await itemOf(session))?.['expiresAt']).toBe(START + IDLE)
  })

  it('by a clock that is behind shortens nothing', async () => {
    const { sessions, session, reopen, forward } = await begun()
    const behind = openStores(database.table, { time: makeClock((START + 200) * 1000) })
    forward(300)
    await sessions.touch(session, IDLE)
    await behind.sessions.touch(session, IDLE)
    expect((await reopen())?.expiresAt).toBe(START + 300 + IDLE)
  })

  it('does not pass a ceiling that was set meanwhile, on either side of it', async () => {
    const one = await begun()
    one.forward(300)
    await refresh(one, one.session, START + 700)
    await one.sessions.touch(one.session, IDLE)
    expect(await itemOf(one.session)).toMatchObject({ expiresAt: START + 600, endsAt: START + 700 })
    const other = await begun()
    other.forward(300)
    await other.sessions.touch(other.session, IDLE)
    await refresh(other, other.session, START + 700)
    expect(await other.reopen()).toMatchObject({ expiresAt: START + 700, endsAt: START + 700 })
  })
})

describe('the identity provider’s ceiling', () => {
  it.each([
    ['before the end', START + 100, START + 100],
    ['after the end', START + LIFETIME + 1, START + LIFETIME],
  ])('%s of a new session', async (_, ceiling, endsAt) => {
    const { session } = await begun({ ceiling, idle: undefined })
    expect(session).toMatchObject({ endsAt, expiresAt: endsAt })
    expect(await itemOf(session)).toMatchObject({ endsAt, expiresAt: endsAt })
  })

  it('of a refresh shortens both ends, and nothing lengthens them again', async () => {
    const stores = await begun({ ceiling: START + 3000 })
    const shorter = await refresh(stores, stores.session, START + 500)
    expect(shorter).toMatchObject({ endsAt: START + 500, expiresAt: START + 500 })
    expect(await itemOf(stores.session)).toMatchObject({ endsAt: START + 500, expiresAt: START + 500 })
    const later = shorter && (await refresh(stores, shorter, START + 9000))
    expect(later?.endsAt).toBe(START + 500)
    const silent = later && (await refresh(stores, later))
    expect(silent?.endsAt).toBe(START + 500)
  })

  it('of a refresh that has passed ends the session', async () => {
    const stores = await begun()
    expect(await refresh(stores, stores.session, START)).toBeUndefined()
    expect(await stores.reopen()).toBeUndefined()
  })
})

it('an item of before there were idle limits ends as it says, and is not written to', async () => {
  const { sessions, session, reopen, forward, counted } = await begun({ idle: undefined })
  const { endsAt: _, pk = '', ...old } = { ...(await itemOf(session)) }
  await database.table.write({ ...old, pk })
  forward(LIFETIME - 1)
  const found = await reopen()
  expect(found).toMatchObject({ expiresAt: START + LIFETIME, endsAt: START + LIFETIME })
  await sessions.touch(found ?? session, IDLE)
  expect(counted.writes).toBe(0)
  forward(1)
  expect(await reopen()).toBeUndefined()
})

/** What happens next to a session: after some seconds somebody uses it, refreshes it under a ceiling, or ends it. */
const after = (
  min: number,
  max: number,
  does: 'use' | 'refresh' | 'end',
  ceiling = fc.constant<number | undefined>(undefined),
) => fc.record({ wait: fc.integer({ min, max }), does: fc.constant(does), ceiling })
const ceilings = fc.option(fc.integer({ min: START, max: START + 2 * LIFETIME }), { nil: undefined })
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: after(1, IDLE + 60, 'use') },
    { weight: 3, arbitrary: after(0, 60, 'refresh', ceilings) },
    { weight: 1, arbitrary: after(0, 0, 'end') },
  ),
  { minLength: 1, maxLength: 14 },
)

/** What the limits say of a session, in their own words. */
function makeLimits() {
  const at = { used: START, written: Number.NEGATIVE_INFINITY, end: START + LIFETIME }
  return {
    judge(now: number, alive: boolean): void {
      if (now >= Math.min(at.used + IDLE, at.end)) expect(alive).toBe(false)
      else if (now < at.used + IDLE * 0.75) expect(alive).toBe(true)
      if (!alive) at.end = 0
    },
    capped(ceiling = at.end): void {
      at.end = Math.min(at.end, ceiling)
    },
    used(now: number, written: boolean): void {
      if (written) expect(now - at.written).toBeGreaterThanOrEqual(IDLE / 4)
      at.used = now
      at.written = written ? now : at.written
    },
  }
}

it('whatever happens, it never outlives a limit, lives while it is used, and is seldom written', async () => {
  const property = fc.asyncProperty(steps, async (happening) => {
    const stores = await begun()
    const { sessions, session, counted } = stores
    const limits = makeLimits()
    for (const { wait, does, ceiling } of happening) {
      stores.forward(wait)
      const [now, found, before] = [stores.clock() / 1000, await stores.reopen(), counted.writes]
      limits.judge(now, found !== undefined)
      if (!found) continue
      if (does === 'refresh') await refresh(stores, found, ceiling)
      if (does === 'end') await sessions.end(session)
      if (does === 'use') await sessions.touch(found, IDLE)
      if (does === 'refresh') limits.capped(ceiling)
      if (does === 'end') limits.capped(0)
      if (does === 'use') limits.used(now, counted.writes > before)
    }
  })
  await fc.assert(property, { numRuns: 20 })
})
