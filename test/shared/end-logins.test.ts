import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { endLogins } from '#shared/end-logins'
import { unavailable } from '#shared/errors'
import { refreshGrant } from '#shared/refresh/grant'
import { refreshSession } from '#shared/refresh/session'
import { createRevocation } from '#shared/revocation'
import { fingerprint } from '#shared/seal'
import { grantKey } from '#shared/sessions/grants'
import { handOut } from '#shared/sessions/hand-out'
import type { Item, Table } from '#shared/sessions/table'
import { makeConfig } from './support/config.ts'
import { asText, useDatabase } from './support/database.ts'
import { useLog } from './support/log.ts'
import { expectRefusal } from './support/refusal.ts'
import { newSession, newUser, openStores } from './support/stores.ts'
import { type Act, CLIENT_SECRET, scriptedTenant, tokensOf } from './support/tenant.ts'

const database = useDatabase()
const logged = useLog()
const config = makeConfig({ site: { scopes: ['website'] }, app: { clientId: 'app-id' } })
const pause = async () => undefined
const keyOf = (sid: string) => `session#${fingerprint(sid)}`
const withToken = (refreshToken: string | undefined) => ({ ...newSession().content, refreshToken })

/** An instance whose tenant follows a script, and what that was asked to revoke. */
function open(...script: Act[]) {
  const stores = openStores(database.table)
  const scripted = scriptedTenant(stores.clock, ...script)
  const needs = { ...stores, tenant: scripted.tenant, table: database.table, config, replaySeconds: 60, pause }
  const revoked = () =>
    scripted
      .forms()
      .flatMap(({ path, token, client_id }) => (path === '/oauth/revoke' ? [`${client_id} ${token}`] : []))
  const start = (refreshToken: string | undefined, clientSecret: string | undefined = CLIENT_SECRET) =>
    stores.sessions.start(newSession({ clientSecret, content: withToken(refreshToken) }))
  return { ...stores, needs, revoked, start }
}

/** An app's login. */
async function appLogin({ needs }: ReturnType<typeof open>, refreshToken = `rt-of-${newUser()}`) {
  const tokens = { accessToken: `at-of-${refreshToken}`, refreshToken, idToken: 'it', accessExpiresAt: 2 ** 40 }
  const userId = newUser()
  const owner = { client: 'app', userId, family: userId, profile: {}, clientSecret: CLIENT_SECRET }
  await handOut(needs, { ...owner, tokens })
  const grant = async () => (await needs.grants.open(refreshToken)) ?? Promise.reject(new Error('No grant'))
  return { userId, grant, key: grantKey(refreshToken) }
}

describe('a login that is ended by its key alone', () => {
  it('of a website is revoked at the tenant by what the session was begun with', async () => {
    const { needs, sessions, start, revoked } = open()
    const [mine, other] = [await start('rt-mine'), await start('rt-other')]
    expect(await endLogins(needs, [keyOf(mine.sid)])).toHaveLength(1)
    expect(revoked()).toEqual(['client-id rt-mine'])
    expect(await sessions.open(mine.sid)).toBeUndefined()
    expect(await sessions.open(other.sid)).toBeDefined()
  })

  it('is revoked by what its last refresh brought', async () => {
    const { needs, start, revoked } = open(tokensOf('x', { id_token: undefined }))
    const session = await start('rt-old')
    await refreshSession(needs, session)
    await endLogins(needs, [keyOf(session.sid)])
    expect(revoked()).toEqual(['client-id rt-2'])
  })

  it('of an app is revoked once, by the refresh token that the app holds now', async () => {
    const app = open(tokensOf('x', { id_token: undefined, refresh_token: 'rt-new' }))
    const { grant, key } = await appLogin(app)
    await refreshGrant(app.needs, await grant())
    await endLogins(app.needs, [key, grantKey('rt-new')])
    expect(app.revoked()).toEqual(['app-id rt-new'])
  })

  it('of an app whose refresh token does not rotate is revoked after a refresh, too', async () => {
    const app = open(tokensOf('x', { id_token: undefined, refresh_token: undefined }))
    const { grant, key } = await appLogin(app, 'rt-fixed')
    await refreshGrant(app.needs, await grant())
    await endLogins(app.needs, [key])
    expect(app.revoked()).toEqual(['app-id rt-fixed'])
  })

  it('of an app whose refresh could not be proved is revoked by what the tenant rotated to', async () => {
    const app = open(tokensOf('another user', { refresh_token: 'rt-unproved' }))
    const { grant, key } = await appLogin(app)
    await expectRefusal(async () => refreshGrant(app.needs, await grant()), 'bad_gateway')
    await endLogins(app.needs, [key])
    expect(app.revoked()).toEqual(['app-id rt-unproved'])
  })

  it('without a refresh token asks the tenant for nothing', async () => {
    const { needs, start, revoked } = open()
    const { sid } = await start(undefined)
    expect(await endLogins(needs, [keyOf(sid)])).toHaveLength(1)
    expect([revoked(), logged]).toEqual([[], []])
  })

  it('stays when the condition does not hold, and is not revoked', async () => {
    const { needs, sessions, start, revoked } = open()
    const { sid } = await start('rt-of-site')
    const ofOthers = { when: 'client = :client', values: { ':client': 'app' } }
    expect(await endLogins(needs, [keyOf(sid)], ofOthers)).toEqual([])
    expect(await sessions.open(sid)).toBeDefined()
    expect(revoked()).toEqual([])
  })
})

describe('what a session carries for its revocation', () => {
  it('is in the table in no readable form, and small: a usual session is one read unit', async () => {
    const claims = { scope: 'openid profile email offline_access', permissions: Array(10).fill('read:articles') }
    const jwt = (more: object) => `${Buffer.from(JSON.stringify(more)).toString('base64url')}.${'s'.repeat(342)}`
    const profile = {
      ...claims,
      sub: 'auth0|0123456789abcdef01234567',
      email: 'anna.surname@site.example',
      name: 'Anna',
    }
    const content = {
      ...withToken(`v1.${randomBytes(48).toString('base64url')}`),
      accessToken: jwt({ ...profile, aud: ['https://api.example/', 'https://tenant.eu.auth0.com/userinfo'] }),
      idToken: jwt({ ...profile, picture: 'https://s.gravatar.com/avatar/0123456789abcdef0123456789abcdef?s=480' }),
      profile,
    }
    const { sessions } = open()
    const { sid } = await sessions.start(newSession({ clientSecret: CLIENT_SECRET, content }))
    const item = (await database.scan()).find(({ pk }) => pk === keyOf(sid)) ?? {}
    expect(asText(item)).not.toContain(content.refreshToken)
    expect(item['revocable']).toBeDefined()
    expect(sizeOf(item)).toBeLessThan(4096)
  })

  it('opens in no other item: it is not revoked, and the log tells', async () => {
    const { needs, start, revoked } = open()
    const [mine, theirs] = [await start('rt-mine'), await start('rt-theirs')]
    const { revocable = '' } = (await database.table.read(keyOf(theirs.sid))) ?? {}
    const anyway = { when: 'attribute_exists(pk)', values: { ':revocable': revocable } }
    await database.table.update(keyOf(mine.sid), 'SET revocable = :revocable', anyway)
    await endLogins(needs, [keyOf(mine.sid)])
    expect(revoked()).toEqual([])
    expect(logged).toMatchObject([{ event: 'revocable_not_opened' }])
  })

  it.each([
    [
      'by the secret before the current one, after a rotation',
      async () => CLIENT_SECRET,
      ['rt-sealed', 'rt-sealed-later'],
    ],
    ['not after two rotations, which the log tells', async () => 'the secret between', ['rt-sealed-later']],
    [
      'not while that secret can’t be had, which the log tells',
      () => Promise.reject(unavailable('down')),
      ['rt-sealed-later'],
    ],
  ])('opens %s', async (_, before, expected) => {
    const { needs, start } = open()
    const secret = { read: async () => 'the current secret', opening: before }
    const tokens: string[] = []
    const revoke = async (_client: unknown, token: string) => void tokens.push(token)
    const revokeCarried = createRevocation({ stage: 'dev', secretOf: () => secret, revoke })
    const [old, later] = [await start('rt-sealed'), await start('rt-sealed-later', 'the current secret')]
    await endLogins({ ...needs, tenant: { ...needs.tenant, revokeCarried } }, [keyOf(old.sid), keyOf(later.sid)])
    expect(tokens.toSorted()).toEqual(expected)
    expect(logged).toHaveLength(2 - expected.length)
  })
})

describe('many logins', () => {
  const many = 12

  it('are all revoked, a few at a time', async () => {
    const { needs, start } = open()
    const sids = await Promise.all(Array.from({ length: many }, (_, i) => start(`rt-${i}`)))
    let [running, most, done] = [0, 0, 0]
    const revoke = async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => void setImmediate(resolve))
      running -= 1
      done += 1
    }
    const secret = { read: async () => CLIENT_SECRET, opening: async () => undefined }
    const revokeCarried = createRevocation({ stage: 'dev', secretOf: () => secret, revoke })
    await endLogins(
      { ...needs, tenant: { ...needs.tenant, revokeCarried } },
      sids.map(({ sid }) => keyOf(sid)),
    )
    expect(most).toBe(5)
    expect(done).toBe(many)
  })

  it('of which one can’t be ended are ended and revoked all the same, before that is said', async () => {
    const { needs, start, sessions, revoked } = open()
    const [first, second] = [await start('rt-first'), await start('rt-second')]
    const failing: Table = {
      ...database.table,
      take: (pk, condition) =>
        pk === keyOf(first.sid) ? Promise.reject(unavailable('down')) : database.table.take(pk, condition),
    }
    const keys = [keyOf(first.sid), keyOf(second.sid)]
    await expectRefusal(() => endLogins({ ...needs, table: failing }, keys), 'temporarily_unavailable')
    expect(await sessions.open(second.sid)).toBeUndefined()
    expect(revoked()).toEqual(['client-id rt-second'])
  })
})

/** Bytes of an item, names and values, as DynamoDB counts them at most (its guide, "DynamoDB item sizes and formats"). */
function sizeOf(item: Item): number {
  const values = Object.entries(item).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? value : String(value),
  ])
  return values.flat().reduce((sum, part) => sum + Buffer.from(part).length, 0)
}
