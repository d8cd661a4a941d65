import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { metrics } from '#shared/environment'
import { Browser } from '../support/browser.ts'
import { configOf, website } from '../support/config.ts'
import { counted } from '../support/emf.ts'
import { type Answer, send } from '../support/http.ts'
import { address, bearer, loggedInBrowser, logInApp, passwordLogin, reachCallback } from '../support/login.ts'
import { clearTenant, manage, managementSecret, managing, office } from '../support/management.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import type { Fault } from '../support/tenant.ts'

const { configurationFaults, deniedLogins } = metrics.names

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({
    config: configOf(
      {
        site: website,
        // The same application with a secret that the tenant does not know.
        outdated: { clientId: 'application-app', clientSecret: 'outdated' },
        app: {},
        office,
      },
      managing(['staff']),
    ),
    set: managementSecret,
  })
})

beforeEach(async () => {
  await clearTenant(stage)
  await stage.admin.settings({ accessTokenLifetime: 60 })
})

afterAll(() => stage.close())

/** A fault of the tenant's token endpoint, lasting longer than one request tries. */
const spoil = (fault: Omit<Fault, 'path'>) => stage.admin.fault({ path: '/oauth/token', times: 2, ...fault })
const says = (status: number, error: string) => ({ kind: 'status', status, body: { error } }) as const
const logIn = (client: string, form = {}) => passwordLogin(stage.url, { 'client-type': client }, form)

describe('nothing is counted', () => {
  test('when all goes well, from login to logout', async () => {
    const names = await counted(stage, async () => {
      const browser = await loggedInBrowser(stage.url, { client_type: 'site' })
      stage.advance(61)
      expect(await browser.send(`${stage.url}/userinfo`)).toMatchObject({ status: 200 })
      expect(await browser.send(`${stage.url}/logout`)).toMatchObject({ status: 302 })
      const { accessToken, refreshToken } = await logInApp(stage.url, 'app')
      const call = { headers: bearer(accessToken), json: { refresh_token: refreshToken } }
      expect(await send(`${stage.url}/refreshtoken`, call)).toMatchObject({ status: 200 })
      return manage(stage, '/users/count')
    })
    expect(names).toEqual([])
  })

  test.each<[string, number, () => Promise<Answer>]>([
    ['a wrong input', 400, () => logIn('app', { username: '' })],
    ['an unknown client', 401, () => logIn('nobody')],
    ['an unknown bearer', 401, () => send(`${stage.url}/userinfo`, { headers: bearer('garbage') })],
    ['a second factor', 403, () => logIn('app', { username: 'mfa@example.com' })],
  ])('by %s', async (_, status, run) => {
    const asked = async () => {
      const answer = await run()
      expect(answer).toMatchObject({ status })
      return answer
    }
    expect(await counted(stage, asked)).toEqual([])
  })

  test('by an outage of the tenant at a login', async () => {
    await spoil({ kind: 'reset' })
    expect(await counted(stage, () => logIn('app'))).toEqual([])
  })
})

describe('a denied login', () => {
  test.each([
    ['a wrong password', { password: 'wrong' }],
    ['a blocked user', { username: 'blocked@example.com' }],
  ])('counts once: %s', async (_, form) => {
    expect(await counted(stage, () => logIn('app', form))).toEqual([deniedLogins])
  })

  test('counts by code', async () => {
    const json = { grant_type: 'authorization_code', code: 'x', state: 'x'.repeat(43) }
    expect(await counted(stage, () => send(`${stage.url}/oauth/token`, { json }))).toEqual([deniedLogins])
  })

  test('counts on the page that a browser sees; a browser that was not logged in silently does not', async () => {
    const callback = (error: string) => send(address(stage.url, '/web-login/callback', { error, state: 'x' }))
    expect(await counted(stage, () => callback('access_denied'))).toEqual([deniedLogins])
    expect(await counted(stage, () => callback('login_required'))).toEqual([])
  })
})

describe('a configuration fault counts once', () => {
  test('a wrong client secret', async () => {
    expect(await counted(stage, () => logIn('outdated'))).toEqual([configurationFaults])
  })

  test('a management client that is refused', async () => {
    await stage.admin.fault({ path: '/api/v2/users', ...says(403, 'insufficient_scope') })
    expect(await counted(stage, () => manage(stage, '/users/count'))).toEqual([configurationFaults])
  })

  test('a connection that is not the client’s', async () => {
    await stage.admin.fault({ path: '/dbconnections/change_password', ...says(400, 'invalid_connection') })
    const json = { email: 'somebody@example.com', connection: 'staff' }
    const asked = () => send(`${stage.url}/change-password`, { json, headers: { 'client-type': 'app' } })
    expect(await counted(stage, asked)).toEqual([configurationFaults])
  })

  test('on the page that a browser sees', async () => {
    const browser = new Browser()
    const callback = await reachCallback(browser, address(stage.url, '/web-login', { client_type: 'site' }))
    await spoil(says(401, 'invalid_client'))
    expect(await counted(stage, () => browser.send(callback))).toEqual([configurationFaults])
  })
})
