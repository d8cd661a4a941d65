import { describe, expect, it } from 'vitest'
import type { Config } from '#shared/config/config'
import { unavailable } from '#shared/errors'
import { capSessions } from '#shared/login/cap'
import { handOut } from '#shared/sessions/hand-out'
import type { Table } from '#shared/sessions/table'
import { makeConfig } from '../support/config.ts'
import { useDatabase } from '../support/database.ts'
import { useLog } from '../support/log.ts'
import { newSession, newUser, openStores } from '../support/stores.ts'
import { CLIENT_SECRET, scriptedTenant } from '../support/tenant.ts'

const database = useDatabase()
const logged = useLog()
const clients = { site: {}, shop: { clientId: 'shop-id' }, abroad: { auth0Url: 'https://abroad.eu.auth0.com' } }
const configWith = (sessionsPerUser?: number) => makeConfig(clients, { sessionsPerUser })

/** A user, how one logs in, and how a login is capped. */
function open(config: Config = configWith(2), changes: Partial<Table> = {}) {
  const stores = openStores(database.table)
  const { tenant, forms } = scriptedTenant(stores.clock)
  const needs = { ...stores, table: { ...database.table, ...changes }, tenant, config }
  const userId = newUser()
  /** @param end seconds until the session ends */
  const start = (end: number, client = 'site') => {
    const content = { ...newSession().content, refreshToken: `rt-${end}` }
    return stores.sessions.start(newSession({ userId, client, lifetime: end, clientSecret: CLIENT_SECRET, content }))
  }
  const logIn = async (end: number, client = 'site') => {
    const session = await start(end, client)
    const of = config.clients.get(client)
    if (of) await capSessions(needs, of, session)
    return session
  }
  const isLive = async ({ sid }: { sid: string }) => (await stores.sessions.open(sid)) !== undefined
  const live = (sessions: readonly { sid: string }[]) => Promise.all(sessions.map(isLive))
  const revoked = () => forms().map(({ token }) => token)
  return { ...stores, needs, userId, start, logIn, live, revoked }
}

describe('a login beyond the cap', () => {
  it('ends and revokes the sessions that would end first, and never the new one', async () => {
    const { start, logIn, live, revoked } = open()
    const others = [await start(3000), await start(1000), await start(2000, 'shop')]
    const mine = await logIn(60)
    expect(await live([...others, mine])).toEqual([true, false, false, true])
    expect(revoked().toSorted()).toEqual(['rt-1000', 'rt-2000'])
  })

  it('counts itself, although the index does not show it yet', async () => {
    const later: Table['keys'] = async (...asked) => (await database.table.keys(...asked)).slice(0, 2)
    const { start, logIn, live } = open(configWith(2), { keys: later })
    const others = [await start(1000), await start(2000)]
    const mine = await logIn(3000)
    expect(await live([...others, mine])).toEqual([false, true, true])
  })

  it('of one leaves the new session alone', async () => {
    const { start, logIn, live } = open(configWith(1))
    const others = [await start(1000), await start(2000)]
    expect(await live([...others, await logIn(500)])).toEqual([false, false, true])
  })

  it('leaves apps, other users and other tenants in peace', async () => {
    const { start, logIn, live, bearers, grants, userId } = open(configWith(1))
    const tokens = { accessToken: 'at-app', refreshToken: 'rt-app', idToken: 'it', accessExpiresAt: 2 ** 40 }
    const owner = { client: 'site', userId, family: 'f', profile: {}, clientSecret: CLIENT_SECRET }
    await handOut({ bearers, grants }, { ...owner, tokens })
    const abroad = await start(1000, 'abroad')
    const stranger = open()
    const theirs = await stranger.start(1000)
    const mine = await logIn(500)
    expect(await live([abroad, theirs, mine])).toEqual([true, true, true])
    expect(await bearers.open('at-app')).toBeDefined()
    expect(await grants.open('rt-app')).toBeDefined()
  })
})

it('a login within the cap ends nothing', async () => {
  const { start, logIn, live } = open(configWith(3))
  expect(await live([await start(1000), await start(2000), await logIn(500)])).toEqual([true, true, true])
})

it('without a cap nobody is counted', async () => {
  const { start, logIn, live } = open(configWith(undefined), { keys: () => Promise.reject(unavailable('down')) })
  expect(await live([await start(1000), await logIn(500)])).toEqual([true, true])
  expect(logged).toEqual([])
})

it('a login is not refused when others can’t be ended, and the log tells', async () => {
  const { logIn, live } = open(configWith(1), { keys: () => Promise.reject(unavailable('down')) })
  expect(await live([await logIn(500)])).toEqual([true])
  expect(logged).toMatchObject([{ event: 'session_cap_failed' }])
})
