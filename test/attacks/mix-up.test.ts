import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Browser } from '../support/browser.ts'
import { callerSecret, configOf, keyed, website } from '../support/config.ts'
import { type Answer, type Call, refusal, send } from '../support/http.ts'
import { bearer, logInApp, logInSite, obtainCode, reachCallback, type Tokens } from '../support/login.ts'
import { clearTenant, managementSecret, managing, withScope } from '../support/management.ts'
import { type FilledRoute, routesThat } from '../support/routes.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  const clients = { site: website, twin: website, app: withScope('manage:users'), other: {}, keyed: keyed('keyed') }
  const config = configOf(clients, managing(['staff'], {}, { clients: ['keyed'], permissions: ['manage:users'] }))
  stage = await openStage({ config, set: managementSecret })
})

beforeEach(() => clearTenant(stage))

afterAll(() => stage.close())

type Headers = Record<string, string>

/** All that is good of two clients, and of two logins of one of them. */
async function holdings() {
  const app = await logInApp(stage.url, 'app')
  // Within the same second the tenant's JWT of the same user would be the same.
  stage.advance(1)
  const again = await logInApp(stage.url, 'app')
  const [other, cookie] = [await logInApp(stage.url, 'other'), await logInSite(stage.url, 'site')]
  return { app, again, other, cookie, sid: cookie.slice('sid='.length) }
}

let held: Awaited<ReturnType<typeof holdings>>

/** Expects that everything held is still good: what was tried with it has ended nothing. */
async function expectUnharmed(): Promise<void> {
  for (const headers of [bearer(held.app.accessToken), bearer(held.other.accessToken), { cookie: held.cookie }]) {
    expect(await send(`${stage.url}/userinfo`, { headers })).toMatchObject({ status: 200 })
  }
}

const seen = ({ status, body: { requestId: _, ...body } }: Answer) => ({ status, body })

describe('who holds a credential of one client and names another', () => {
  beforeAll(async () => {
    await clearTenant(stage)
    held = await holdings()
  })

  const naming: readonly Headers[] = [
    { 'client-type': 'other' },
    { 'client-type': 'twin' },
    { 'client-type': 'nobody' },
  ]
  const credentials: readonly [string, () => Headers][] = [
    ['bearer', () => bearer(held.app.accessToken)],
    ['cookie', () => ({ cookie: held.cookie })],
  ]

  test.each(routesThat(() => true))('is refused, or is nobody: $method $path', async ({ method, at }: FilledRoute) => {
    for (const name of naming) {
      const ask = (headers: Headers) =>
        send(`${stage.url}${at}`, {
          method,
          ...(method === 'GET' ? {} : { json: {} }),
          headers: { ...name, ...headers },
        })
      const nobody = await ask({})
      // A bearer refreshes nothing by itself: refresh tokens are tried below.
      for (const [kind, credential] of credentials.slice(at.endsWith('/refreshtoken') ? 1 : 0)) {
        const answer = await ask(credential())
        const refused = answer.status === 401 || (answer.status === 302 && at !== '/logout')
        if (!refused) expect([kind, name, seen(answer)]).toEqual([kind, name, seen(nobody)])
      }
    }
    await expectUnharmed()
  })

  test.each<[string, () => Call]>([
    ['at /refreshtoken', () => ({ json: { refresh_token: held.app.refreshToken } })],
    ['at /oauth/refreshtoken', () => ({ json: { refresh_token: held.app.refreshToken } })],
    ['at /oauth/token', () => ({ json: { grant_type: 'refresh_token', refresh_token: held.app.refreshToken } })],
    ['at /logout', () => ({ json: { refresh_token: held.app.refreshToken }, headers: bearer(held.app.accessToken) })],
  ])('is refused with a refresh token %s', async (at, call) => {
    const url = `${stage.url}${at.slice('at '.length)}`
    for (const name of [...naming, { secret: callerSecret('keyed') }]) {
      const { headers, ...body } = call()
      expect(await send(url, { ...body, headers: { ...headers, ...name } })).toEqual(refusal(401, 'invalid_client'))
    }
    expect(await stage.admin.count('POST /oauth/token')).toBe(0)
    await expectUnharmed()
  })
})

describe('credentials of two logins do not go together', () => {
  test.each<[string, string, (own: Tokens, foreign: Tokens) => Call]>([
    ['a refresh token and the bearer of another client', '/refreshtoken', pair],
    ['the same at /oauth/token', '/oauth/token', (own, foreign) => withGrant(pair(own, foreign))],
    ['the same at /logout', '/logout', pair],
  ])('%s', async (_, path, mix) => {
    for (const foreign of [held.other, held.again]) {
      expect(await send(`${stage.url}${path}`, mix(held.app, foreign))).toEqual(refusal(401, 'invalid_token'))
      expect(await send(`${stage.url}${path}`, mix(foreign, held.app))).toEqual(refusal(401, 'invalid_token'))
    }
    await expectUnharmed()
  })

  function pair({ refreshToken }: Tokens, { accessToken }: Tokens): Call {
    return { json: { refresh_token: refreshToken }, headers: bearer(accessToken) }
  }

  function withGrant({ json, ...call }: Call): Call {
    return { ...call, json: { grant_type: 'refresh_token', ...Object(json) } }
  }
})

describe('one kind of credential is never taken for another', () => {
  const kinds: readonly [string, () => string][] = [
    ['a session id', () => held.sid],
    ['an access token', () => held.app.accessToken],
    ['a refresh token', () => held.app.refreshToken],
    ['an ID token', () => held.app.idToken],
  ]

  test.each(kinds)('%s', async (name, value) => {
    const secret = value()
    const wrong: [string, string, Call][] = [
      ['a session id', '/userinfo', { headers: { cookie: `sid=${secret}` } }],
      ['an access token', '/userinfo', { headers: bearer(secret) }],
      ['an access token', '/users/count', { headers: bearer(secret) }],
      ['a refresh token', '/refreshtoken', { json: { refresh_token: secret } }],
      ['a caller’s secret', '/users/count', { headers: { secret } }],
    ]
    for (const [taken, path, call] of wrong) {
      if (taken !== name) expect([taken, (await send(`${stage.url}${path}`, call)).status]).toEqual([taken, 401])
    }
    const code = await send(`${stage.url}/oauth/token`, { json: { code: secret, state: secret } })
    expect(code).toEqual(refusal(403, 'invalid_grant'))
    expect(await stage.admin.count('POST /oauth/token')).toBe(0)
    await expectUnharmed()
  })
})

describe('a state and a code belong to one login', () => {
  /** A login that came back, of a browser of its own. */
  const cameBack = (client_type: string, browser = new Browser()) => obtainCode(browser, stage.url, { client_type })
  const trade = (json: object, headers: Headers = {}, browser = new Browser()) =>
    browser.send(`${stage.url}/oauth/token`, { json, headers })

  test('an app’s do not end a website’s login, whose callback trades for websites only', async () => {
    const { code, state } = await cameBack('app')
    const answer = await send(`${stage.url}/web-login/callback?${new URLSearchParams({ code, state })}`)
    expect(answer).toMatchObject({ status: 302, cookies: [] })
    expect(await stage.admin.count('POST /oauth/token')).toBe(0)
    expect(await trade({ code, state })).toMatchObject({ status: 200 })
  })

  test.each<[string, Headers]>([
    ['an app', { 'client-type': 'app' }],
    ['another website', { 'client-type': 'twin' }],
    ['a client with a secret', { secret: callerSecret('keyed') }],
  ])('a website’s are not traded by %s', async (_, headers) => {
    const browser = new Browser()
    const login = await cameBack('site', browser)
    expect(await trade(login, headers, browser)).toEqual(refusal(403, 'invalid_grant'))
    expect(await trade(login, {}, browser)).toMatchObject({ status: 200 })
  })

  test('those of a client with a secret are not traded without it', async () => {
    const login = await cameBack('keyed')
    expect(await trade(login)).toEqual(refusal(403, 'invalid_grant'))
    expect(await trade(login, { 'client-type': 'keyed' })).toEqual(refusal(401, 'invalid_client'))
    expect(await trade(login, { secret: callerSecret('keyed') })).toMatchObject({ status: 200 })
  })

  test('swapped between two logins of one browser they are good for neither (PKCE)', async () => {
    const browser = new Browser()
    const [first, second] = [await cameBack('site', browser), await cameBack('site', browser)]
    for (const [{ code }, { state }] of [
      [first, second],
      [second, first],
    ] as const) {
      const answer = await trade({ code, state }, {}, browser)
      expect(answer).toEqual(refusal(403, 'invalid_grant'))
      expect(answer.cookies).toEqual([])
    }
  })

  test.each<[string, (state: string) => string]>([
    ['in other case', (state) => state.toUpperCase()],
    ['with a space', (state) => ` ${state}`],
    ['with a tail', (state) => `${state}x`],
    ['cut', (state) => state.slice(0, -1)],
    ['its random part alone', (state) => state.split('.')[0]?.slice(0, 42) ?? ''],
    ['its hash, as the table has it', () => 'login#x'],
    ['of every object', () => '__proto__'],
  ])('a state is its very text: not %s', async (_, forge) => {
    const { code, state } = await cameBack('app')
    expect(await trade({ code, state: forge(state) })).toEqual(refusal(403, 'invalid_grant'))
    expect(await trade({ code, state })).toMatchObject({ status: 200 })
  })

  test.each<[string, (memory: unknown[]) => unknown[]]>([
    ['another goal', ([attempt, client]) => [attempt, client, '/elsewhere']],
    ['another client', ([attempt, , redirect]) => [attempt, 'twin', redirect]],
    ['another attempt', ([, client, redirect]) => [2, client, redirect]],
  ])('what a web login’s state remembers is a part of it: with %s nobody is logged in', async (_, forge) => {
    const browser = new Browser()
    const callback = await reachCallback(browser, `${stage.url}/web-login?client_type=site&redirect=/wanted`)
    const [random, memory = ''] = (callback.searchParams.get('state') ?? '').split('.')
    const forged = forge(JSON.parse(Buffer.from(memory, 'base64url').toString()))
    callback.searchParams.set('state', `${random}.${Buffer.from(JSON.stringify(forged)).toString('base64url')}`)
    await browser.send(callback)
    expect(browser.cookies.get('sid')).toBeUndefined()
    expect(await stage.admin.count('POST /oauth/token')).toBe(0)
  })
})

describe('login CSRF: nobody ends his login in the browser of a visitor', () => {
  test('who is about to log in himself', async () => {
    const attacker = await reachCallback(new Browser(), `${stage.url}/web-login?client_type=site`)
    const visitor = new Browser()
    const own = await reachCallback(visitor, `${stage.url}/web-login?client_type=site`)
    await visitor.send(attacker)
    expect(visitor.cookies.get('sid')).toBeUndefined()
    expect(await stage.admin.count('POST /oauth/token')).toBe(0)
    await visitor.send(own)
    expect(visitor.cookies.get('sid')).toBeDefined()
  })

  test('who is logged in, and stays who he is', async () => {
    const attacker = await reachCallback(new Browser(), `${stage.url}/web-login?client_type=site`)
    const visitor = new Browser()
    await visitor.send(await reachCallback(visitor, `${stage.url}/web-login?client_type=site`))
    const sid = visitor.cookies.get('sid')
    await visitor.send(attacker)
    expect(visitor.cookies.get('sid')).toBe(sid)
    expect(await visitor.send(`${stage.url}/userinfo`)).toMatchObject({ status: 200 })
  })
})
