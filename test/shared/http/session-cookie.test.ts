import { describe, expect, it } from 'vitest'
import { unavailable } from '#shared/errors'
import { countUse, openBrowserSession, sessionCookie } from '#shared/http/session-cookie'
import { makeClient, makeConfig } from '../support/config.ts'
import { useDatabase } from '../support/database.ts'
import { httpEvent } from '../support/event.ts'
import { useLog } from '../support/log.ts'
import { expectRefusal } from '../support/refusal.ts'
import { newSession, openStores } from '../support/stores.ts'

const database = useDatabase()
const scopes = ['website']
const config = makeConfig(
  { site: { scopes }, twin: { scopes }, shop: { scopes, cookie: { name: 'shop' } } },
  { defaultClient: 'site' },
)
const shop = config.clients.get('shop')
const open = (cookies: string[], first = config.defaultClient) => {
  const { sessions } = openStores(database.table)
  return openBrowserSession(httpEvent({ cookies }), { config, sessions }, first)
}
const start = async (client = 'site') => (await openStores(database.table).sessions.start(newSession({ client }))).sid

describe('the browser’s session', () => {
  it('is the one of its cookie', async () => {
    const sid = await start()
    const found = await open([`sid=${sid}`])
    expect(found?.session.sid).toBe(sid)
    expect(found?.client).toBe(config.clients.get('site'))
  })

  it('is the one of its cookie’s client, where clients share a name', async () => {
    expect((await open([`sid=${await start('twin')}`]))?.client.type).toBe('twin')
  })

  it('is found under another client’s name', async () => {
    expect((await open([`shop=${await start('shop')}`]))?.client.type).toBe('shop')
  })

  it('is the first client’s where several have one', async () => {
    const cookies = [`sid=${await start()}`, `shop=${await start('shop')}`]
    expect((await open(cookies))?.client.type).toBe('site')
    expect((await open(cookies, shop))?.client.type).toBe('shop')
  })

  it('is the live one beside a dead one', async () => {
    const sid = await start()
    expect((await open([`sid=${'A'.repeat(43)}`, `sid=${sid}`]))?.session.sid).toBe(sid)
  })

  it('is one although its cookie came twice', async () => {
    const sid = await start()
    expect((await open([`sid=${sid}`, `sid=${sid}`]))?.session.sid).toBe(sid)
  })

  it('is refused when several live ones come along: one was planted', async () => {
    const cookies = [`sid=${await start()}`, `sid=${await start()}`]
    await expectRefusal(() => open(cookies), 'invalid_token')
  })

  it('is refused when planted cookies bury it, and one of them opens a session', async () => {
    const planted = [await start(), ...['1', '2', '3'].map((digit) => digit.repeat(43))]
    const cookies = [...planted, await start()].map((sid) => `sid=${sid}`)
    await expectRefusal(() => open(cookies), 'invalid_token')
  })

  it.each<[string, (sid: string) => string[]]>([
    ['in quotes', (sid) => [`sid="${sid}"`]],
    ['with a tail', (sid) => [`sid=${sid};x`, `sid=${sid} x`, `sid=${sid},x`, `sid=${sid}=`]],
    ['with control bytes', (sid) => [`sid=${sid}\u0000`, `sid=\u0001${sid}`, `sid=${sid}\u007f`, `sid=\r\n${sid}`]],
    ['in part', (sid) => [`sid=${sid.slice(1)}`, `sid=${sid.slice(0, -1)}`]],
    ['encoded', (sid) => [`sid=%${sid.charCodeAt(0).toString(16)}${sid.slice(1)}`]],
    ['under a name in another case', (sid) => [`SID=${sid}`, `Sid=${sid}`]],
    ['under a name with a prefix', (sid) => [`__Host-sid=${sid}`, `__Secure-sid=${sid}`, `xsid=${sid}`]],
    ['under a name with a space or a tail', (sid) => [`sid =${sid}`, `sid2=${sid}`, `sid[]=${sid}`, `sid%00=${sid}`]],
    ['in the value of another', (sid) => [`x=sid=${sid}`, `x="; sid=${sid}`, `=sid=${sid}`, `sid`]],
    ['among 10,000 characters', (sid) => [`sid=${'x'.repeat(10_000)}${sid}`]],
  ])('is its cookie’s very value: not %s', async (_, cookies) => {
    expect(await open(cookies(await start()))).toBeUndefined()
  })
})

describe('there is no session', () => {
  it.each<[string, string[]]>([
    ['without cookies', []],
    ['of an empty cookie', ['sid=']],
    ['of an unknown id', [`sid=${'A'.repeat(43)}`]],
    ['of another shape', ['sid=x', `sid=${'A'.repeat(44)}`]],
    ['of a cookie of another name', [`session=${'A'.repeat(43)}`]],
  ])('%s', async (_, cookies) => {
    expect(await open(cookies)).toBeUndefined()
  })

  it('under the name of another client’s cookie', async () => {
    expect(await open([`shop=${await start()}`, `sid=${await start('shop')}`])).toBeUndefined()
  })

  it('of a client that is no more', async () => {
    expect(await open([`sid=${await start('gone')}`])).toBeUndefined()
  })

  it('among more cookies than anybody has', async () => {
    const many = Array.from({ length: 4 }, (_, index) => `sid=${String(index).repeat(43)}`)
    expect(await open([...many, `sid=${await start()}`])).toBeUndefined()
  })
})

describe('a use of a session', () => {
  const lines = useLog()
  const used = async (settings: object, update = database.table.update) => {
    const stores = openStores({ ...database.table, update })
    const session = await stores.sessions.start(newSession({ idle: 600 }))
    stores.forward(300)
    await countUse(stores.sessions, { session, client: makeClient({ scopes, ...settings }) })
    return (await stores.sessions.open(session.sid))?.expiresAt === session.expiresAt + 300
  }

  it('counts where the client has an idle limit, and is not written where it has none', async () => {
    expect(await used({ sessionIdleSeconds: 600 })).toBe(true)
    expect(await used({})).toBe(false)
  })

  it('that cannot be written fails nothing, and the log tells', async () => {
    const down = () => Promise.reject(unavailable('down'))
    expect(await used({ sessionIdleSeconds: 600 }, down)).toBe(false)
    expect(lines).toMatchObject([{ level: 'WARN', event: 'touch_failed' }])
    expect(await used({}, down)).toBe(false)
    expect(lines).toHaveLength(1)
  })
})

it('the cookie lives until the end that no use puts off', async () => {
  const { sessions, clock, forward } = openStores(database.table)
  const session = await sessions.start(newSession({ lifetime: 3600, idle: 600 }))
  forward(100)
  expect(sessionCookie(makeClient({ scopes }), session, clock())).toContain('Max-Age=3500;')
})
