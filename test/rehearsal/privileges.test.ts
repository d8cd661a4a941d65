import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { functionName } from '#infra/bundle'
import { installClock } from '#infra/local/clock'
import type { Rehearsal } from '#infra/rehearsal/rehearsal'
import { needs } from '#infra/routes'
import { Browser } from '../support/browser.ts'
import { createTestClock } from '../support/clock.ts'
import { configOf, website } from '../support/config.ts'
import { type Call, send } from '../support/http.ts'
import { bearer, logIn, logInApp, logInSite } from '../support/login.ts'
import { goodClaims, signLogout } from '../support/logout-tokens.ts'
import { importing, managementSecret, userPath } from '../support/management.ts'
import { rehearseStage } from '../support/rehearsal.ts'
import { type TenantAdmin, tenantAdmin } from '../support/tenant.ts'
import { signerOf } from '../support/tenant-signer.ts'
import { importForm } from '../support/upload.ts'
import { deedsOf, grantsOf } from './deeds.ts'

const clock = createTestClock()
const config = configOf(
  { site: website, app: {} },
  { ...importing(['staff'], 'staff'), management: { groups: ['editors'] }, defaultClient: 'site', sessionsPerUser: 5 },
)
const staff = { connection: 'staff' }

let uninstall: () => void
let stage: Rehearsal
let admin: TenantAdmin

beforeAll(async () => {
  uninstall = installClock(clock.memory)
  stage = await rehearseStage({ config, set: managementSecret, dynamodbEndpoint: inject('dynamodbEndpoint') }, clock)
  admin = tenantAdmin(stage.tenantUrl ?? '')
  await admin.settings({ accessTokenLifetime: 60, managementLimit: { perSecond: 1000, burst: 1000 } })
})

afterAll(async () => {
  await stage.close()
  uninstall()
})

/** Longer than access tokens live, and than the tenant's keys are kept without looking again. */
const LATER = 700

function call(path: string, options: Call = {}) {
  return send(`${stage.url}${path}`, options)
}

/** Somebody's session is renewed by a call, and ends with one when the tenant refuses its refresh token. */
async function byCookie(path: string, options: Call = {}): Promise<void> {
  const headers = { ...options.headers, cookie: await logInSite(stage.url, 'site', staff) }
  clock.advance(LATER)
  const served = await call(path, { ...options, headers })
  expect(served.status, served.text).toBeLessThan(300)
  clock.advance(LATER)
  await refuseRefresh()
  expect((await call(path, { ...options, headers })).status).toBe(401)
}

function refuseRefresh(): Promise<void> {
  const body = { error: 'invalid_grant', error_description: 'x' }
  return admin.fault({ path: '/oauth/token', grant_type: 'refresh_token', kind: 'status', status: 403, body })
}

async function newUser(): Promise<string> {
  const user_id = `auth0|${crypto.randomUUID()}`
  await admin.addUser({ user_id, email: `${crypto.randomUUID()}@example.com`, password: 'First-Password-1', ...staff })
  return user_id
}

/** Somebody new, who has a login that can be ended. */
async function loggedIn(): Promise<string> {
  const [user_id, email] = [`auth0|${crypto.randomUUID()}`, `${crypto.randomUUID()}@example.com`]
  await admin.addUser({ user_id, email, password: 'First-Password-1', ...staff })
  await logInApp(stage.url, 'app', { username: email, password: 'First-Password-1', ...staff })
  return user_id
}

async function startedJob(): Promise<string> {
  const cookie = await logInSite(stage.url, 'site', staff)
  const form = importForm([{ email: `${crypto.randomUUID()}@example.com` }])
  return String((await call('/users/import', { ...form, headers: { ...form.headers, cookie } })).body['id'])
}

/** Presents a refresh token again after its answer is gone: what descends from it ends. */
async function replayed(path: string, form: Record<string, string> = {}): Promise<void> {
  const { refreshToken: refresh_token } = await logInApp(stage.url, 'app', staff)
  const present = () => call(path, { form: { ...form, refresh_token }, headers: { 'client-type': 'app' } })
  expect((await present()).status).toBe(200)
  clock.advance(LATER)
  expect((await present()).status).toBeGreaterThanOrEqual(400)
}

const password = { password: 'Second-Password-2' }
const newEmail = () => ({ email: `${crypto.randomUUID()}@example.com`, password: 'First-Password-1' })

/** What makes each function do everything that it may. */
const exercises: Readonly<Record<string, () => Promise<unknown>>> = {
  authorizer: async () => {
    const headers = { cookie: await logInSite(stage.url, 'site', staff) }
    clock.advance(LATER)
    expect((await call('/example/resource', { headers })).status).toBe(200)
    clock.advance(LATER)
    await refuseRefresh()
    expect((await call('/example/resource', { headers })).status).toBe(403)
  },
  authorize: () => call('/authorize?client_type=app'),
  'oauth/token': () => replayed('/oauth/token', { grant_type: 'refresh_token' }),
  refreshtoken: async () => {
    await byCookie('/refreshtoken', { method: 'POST' })
    await replayed('/refreshtoken')
  },
  logout: async () => {
    const tokens = await logInApp(stage.url, 'app', staff)
    const json = { refresh_token: tokens.refreshToken }
    await call('/logout', { json, headers: bearer(tokens.accessToken) })
  },
  'backchannel-logout': async () => {
    const sub = await loggedIn()
    // The tenant's keys are looked at again.
    clock.advance(LATER)
    for (const changes of [{ sub, sid: undefined }, {}]) {
      const deliver = async () => {
        const signer = signerOf(stage, 'app')
        const form = { logout_token: signLogout(signer, { ...goodClaims(signer), ...changes }) }
        return (await call('/backchannel-logout', { form })).status
      }
      // It has less time than other functions, and a first call takes most of it.
      await expect.poll(deliver, { timeout: 30_000 }).toBe(200)
    }
  },
  userinfo: () => byCookie('/userinfo'),
  'users/me': () => byCookie('/users/me'),
  'users/list': () => byCookie('/users'),
  'users/create': async () => byCookie('/users', { json: newEmail() }),
  'users/count': () => byCookie('/users/count'),
  'users/active': () => byCookie('/users/active'),
  'users/import/start': async () => byCookie('/users/import', importForm([{ email: newEmail().email }])),
  'users/import/status': async () => byCookie(`/users/import/status/${await startedJob()}`),
  'users/import/errors': async () => byCookie(`/users/import/status/${await startedJob()}/errors`),
  'users/update': async () => byCookie(userPath(await loggedIn()), { method: 'PATCH', json: { blocked: true } }),
  'users/remove': async () => byCookie(userPath(await loggedIn()), { method: 'DELETE' }),
  'users/change-password': async () => byCookie(userPath(await loggedIn(), '/change-password'), { json: password }),
  'change-password': async () => {
    const ask = { json: { email: newEmail().email, ...staff }, headers: { 'client-type': 'site' } }
    await admin.fault({ path: '/dbconnections/change_password', kind: 'status', status: 500 })
    expect((await call('/change-password', ask)).status).toBe(503)
  },
  'sessions/revoke': async () => byCookie(`/sessions/${encodeURIComponent(await newUser())}`, { method: 'DELETE' }),
  'web-login/start': () => call('/web-login'),
  'web-login/callback': async () => {
    clock.advance(LATER)
    const browser = new Browser()
    await logIn(browser, stage.url)
    await logIn(browser, stage.url)
  },
  'status/healthz': () => call('/-/healthz'),
  'status/ready': () => call('/-/ready'),
  'status/check-up': () => call('/-/check-up'),
}

test.each(Object.keys(needs))('%s does all that its role allows, and is allowed all that it does', async (file) => {
  await exercises[file]?.()
  expect(deedsOf(stage, functionName(file))).toEqual(grantsOf(stage, needs[file] ?? []))
})
