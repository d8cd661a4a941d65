import { describe, expect, it } from 'vitest'
import { logOutByToken } from '#shared/backchannel-logout'
import { unavailable } from '#shared/errors'
import { handOut } from '#shared/sessions/hand-out'
import type { Table } from '#shared/sessions/table'
import { type Claims, goodClaims, signLogout } from '../support/logout-tokens.ts'
import { makeConfig } from './support/config.ts'
import { useDatabase } from './support/database.ts'
import { useLog } from './support/log.ts'
import { expectRefusal } from './support/refusal.ts'
import { tenantKey } from './support/signing.ts'
import { newSession, newUser, openStores } from './support/stores.ts'
import { type Act, CLIENT_SECRET, scriptedTenant } from './support/tenant.ts'

const database = useDatabase()
useLog()
const config = makeConfig({
  site: { scopes: ['website'] },
  app: {},
  shop: { clientId: 'shop-id' },
  abroad: { auth0Url: 'https://abroad.eu.auth0.com' },
})

/** An instance, and a user with a session at Auth0 of which several clients have logins. */
async function begun(...script: Act[]) {
  const stores = openStores(database.table)
  const { tenant, forms } = scriptedTenant(stores.clock, ...script)
  const pause = async () => undefined
  const needs = { ...stores, table: database.table, tenant, config, pause }
  const [userId, auth0Sid] = [newUser(), `auth0-session-of-${newUser()}`]
  const site = (changes: object = {}) => startSession({ userId, auth0Sid, clientSecret: CLIENT_SECRET, ...changes })
  const startSession = async (changes: Parameters<typeof newSession>[0]) => {
    const { sid } = await stores.sessions.start(newSession(changes))
    return async () => (await stores.sessions.open(sid)) !== undefined
  }
  const app = async (client = 'app') => {
    const [accessToken, refreshToken] = [`at-${newUser()}`, `rt-${newUser()}`]
    const tokens = { accessToken, refreshToken, idToken: 'it', accessExpiresAt: 2 ** 40 }
    const owner = { client, userId, auth0Sid, family: refreshToken, profile: {}, clientSecret: CLIENT_SECRET }
    await handOut(stores, { ...owner, tokens })
    const isLive = async () =>
      [await stores.bearers.open(accessToken), await stores.grants.open(refreshToken)].some(Boolean)
    return { isLive, refreshToken }
  }
  const now = Math.floor(stores.clock() / 1000)
  const signer = { ...{ issuer: 'https://tenant.eu.auth0.com/', clientId: 'client-id', pem: '' }, now }
  const sign = (claims: Claims = {}) => {
    const all = { ...signer, key: tenantKey.privateKey, kid: tenantKey.kid }
    return signLogout(all, { ...goodClaims(all), sub: userId, sid: auth0Sid, ...claims })
  }
  const revoked = () => forms().flatMap(({ path, token }) => (path === '/oauth/revoke' ? [token] : []))
  return { ...stores, needs, userId, site, app, sign, revoked }
}

describe('a logout token', () => {
  it.each<[string, Claims]>([
    ['of a session', {}],
    ['of a session alone', { sub: undefined }],
    ['of a user', { sid: undefined }],
  ])('%s ends what its application’s clients have of it, and revokes that', async (_, claims) => {
    const { needs, site, app, sign, revoked } = await begun()
    const [cookie, tokens] = [await site(), await app()]
    await logOutByToken(needs, sign(claims))
    expect([await cookie(), await tokens.isLive()]).toEqual([false, false])
    // Without a second between them both looks may meet the same item; to revoke it twice does no harm.
    expect(new Set(revoked())).toEqual(new Set([tokens.refreshToken, 'the-refresh-token']))
  })

  it('leaves other applications, tenants, sessions and users alone', async () => {
    const { needs, site, app, sign, revoked } = await begun()
    const others = [
      await site({ client: 'shop' }),
      await site({ client: 'abroad' }),
      await site({ auth0Sid: 'another' }),
      await site({ userId: newUser() }),
      (await app('shop')).isLive,
    ]
    await logOutByToken(needs, sign())
    expect(await Promise.all(others.map((isLive) => isLive()))).toEqual(others.map(() => true))
    expect(revoked()).toEqual([])
  })

  it('of a user leaves other applications and users alone', async () => {
    const { needs, site, sign } = await begun()
    const others = [await site({ client: 'shop' }), await site({ client: 'abroad' }), await site({ userId: newUser() })]
    await logOutByToken(needs, sign({ sid: undefined }))
    expect(await Promise.all(others.map((isLive) => isLive()))).toEqual(others.map(() => true))
  })

  it('ends a login that was under way, too', async () => {
    const { needs, site, sign } = await begun()
    const { promise: late, resolve } = Promise.withResolvers<() => Promise<boolean>>()
    const keys: Table['keys'] = async (...asked) => {
      const found = await database.table.keys(...asked)
      resolve(site())
      return found
    }
    const pause = async () => void (await late)
    await logOutByToken({ ...needs, pause, table: { ...database.table, keys } }, sign())
    const cookie = await late
    expect(await cookie()).toBe(false)
  })

  it('of a session that is unknown here is none of our business, and no failure', async () => {
    const { needs, sign } = await begun()
    await expect(logOutByToken(needs, sign({ sid: 'unknown' }))).resolves.toBeUndefined()
  })

  it('ends here although the tenant does not revoke', async () => {
    const { needs, site, sign } = await begun({ status: 503 })
    const cookie = await site({ client: 'site' })
    const quiet = { ...needs.tenant, revokeCarried: async () => undefined }
    await logOutByToken({ ...needs, tenant: quiet }, sign())
    expect(await cookie()).toBe(false)
  })

  it.each<[string, Claims]>([
    ['of another application', { aud: 'nobody' }],
    ['of an application of another tenant', { iss: 'https://abroad.eu.auth0.com/', aud: 'shop-id' }],
    ['for several applications', { aud: ['client-id', 'shop-id'] }],
  ])('%s ends nothing', async (_, claims) => {
    const { needs, site, sign } = await begun()
    const cookies = [await site(), await site({ client: 'shop' })]
    await expectRefusal(() => logOutByToken(needs, sign(claims)), 'invalid_request')
    expect(await Promise.all(cookies.map((isLive) => isLive()))).toEqual([true, true])
  })
})

describe('a logout token that comes again', () => {
  it('is refused for as long as it would be good', async () => {
    const { needs, site, sign, forward } = await begun()
    const token = sign()
    await logOutByToken(needs, token)
    const cookie = await site()
    await expectRefusal(() => logOutByToken(needs, token), 'invalid_request')
    forward(124)
    await expectRefusal(() => logOutByToken(needs, token), 'invalid_request')
    forward(1)
    await expectRefusal(() => logOutByToken(needs, token), 'invalid_request')
    expect(await cookie()).toBe(true)
  })

  it('twice at the same time is taken once', async () => {
    const { needs, sign } = await begun()
    const token = sign()
    const both = await Promise.allSettled([logOutByToken(needs, token), logOutByToken(needs, token)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  it.each<[string, Partial<Table>]>([
    ['the index can’t be read', { keys: () => Promise.reject(unavailable('down')) }],
    ['a session can’t be ended', { take: takeNo('session#') }],
  ])('is taken when %s the first time', async (_, failing) => {
    const { needs, site, sign } = await begun()
    const [cookie, token] = [await site(), sign()]
    const table = { ...database.table, ...failing }
    await expectRefusal(() => logOutByToken({ ...needs, table }, token), 'temporarily_unavailable')
    expect(await cookie()).toBe(true)
    await logOutByToken(needs, token)
    expect(await cookie()).toBe(false)
  })
})

/** A table that does not delete some items. */
function takeNo(prefix: string): Table['take'] {
  return (pk, condition) =>
    pk.startsWith(prefix) ? Promise.reject(unavailable('down')) : database.table.take(pk, condition)
}
