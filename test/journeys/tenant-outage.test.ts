import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { type Answer, refusal, send } from '../support/http.ts'
import { bearer, logInApp, logInSite, tokensOf } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import { type Fault, REFRESHES, REUSES } from '../support/tenant.ts'

/** What the tenant does to a refresh, and what the caller hears; a lost answer is asked for again, so it takes two. */
const outages: readonly [Omit<Fault, 'path'>, number, string, number][] = [
  [{ kind: 'status', status: 500 }, 503, 'temporarily_unavailable', 1],
  [{ kind: 'status', status: 503, body: { error: 'temporarily_unavailable' } }, 503, 'temporarily_unavailable', 1],
  [{ kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 429, 'too_many_requests', 1],
  [{ kind: 'malformed' }, 503, 'temporarily_unavailable', 1],
  [{ kind: 'status', status: 200, body: {} }, 503, 'temporarily_unavailable', 1],
  [{ kind: 'reset', times: 2 }, 503, 'temporarily_unavailable', 2],
  [{ kind: 'truncated', times: 2 }, 503, 'temporarily_unavailable', 2],
  [{ kind: 'delay', delayMs: 4500, times: 2, afterEffect: true }, 503, 'temporarily_unavailable', 2],
]

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ site: website, app: {} }) })
})

beforeEach(async () => {
  await stage.admin.reset()
  await stage.admin.settings({ accessTokenLifetime: 60 })
})

afterAll(() => stage.close())

function spoil(fault: Omit<Fault, 'path'>): Promise<void> {
  return stage.admin.fault({ path: '/oauth/token', grant_type: 'refresh_token', ...fault })
}

/** A session whose access token has expired, and a way to use it. */
async function staleSession() {
  const cookie = await logInSite(stage.url, 'site')
  stage.advance(61)
  return () => send(`${stage.url}/userinfo`, { headers: { cookie } })
}

/** An app's refresh, to be repeated. */
async function appRefresh() {
  const { accessToken, refreshToken } = await logInApp(stage.url, 'app')
  const call = { headers: bearer(accessToken), json: { refresh_token: refreshToken } }
  return () => send(`${stage.url}/refreshtoken`, call)
}

function expectOutage(answer: Answer, status: number, error: string): void {
  expect(answer).toEqual(refusal(status, error))
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  expect(answer.cookies).toEqual([])
}

describe.each(outages)('the tenant answers a refresh by %j', (fault, status, error, attempts) => {
  test('the session survives, with its cookie, and works again at once', async () => {
    const use = await staleSession()
    await spoil(fault)
    expectOutage(await use(), status, error)
    expect(await stage.admin.count(REFRESHES)).toBe(attempts)
    expect(await use()).toMatchObject({ status: 200 })
    expect(await stage.admin.count(REFRESHES)).toBe(attempts + 1)
  })

  test('the app’s tokens survive, and can be refreshed at once', async () => {
    const refresh = await appRefresh()
    await spoil(fault)
    expectOutage(await refresh(), status, error)
    tokensOf(await refresh())
    expect(await stage.admin.count(REFRESHES)).toBe(attempts + 1)
  })
})

test('Retry-After is the tenant’s own', async () => {
  const use = await staleSession()
  await spoil({ kind: 'status', status: 429, headers: { 'retry-after': '7' } })
  expect((await use()).headers['retry-after']).toBe('7')
})

describe('an answer that got lost is asked for again at once, within the rotation overlap', () => {
  test.each<Omit<Fault, 'path'>>([
    { kind: 'reset' },
    { kind: 'reset', afterEffect: true },
    { kind: 'truncated', afterEffect: true },
    { kind: 'delay', delayMs: 4500, afterEffect: true },
  ])('%j', async (fault) => {
    const use = await staleSession()
    await spoil(fault)
    expect(await use()).toMatchObject({ status: 200 })
    expect(await stage.admin.count(REFRESHES)).toBe(2)
    expect(await stage.admin.count(REUSES)).toBe(0)
  })
})

describe('invalid_grant is no outage', () => {
  const refused = { kind: 'status', status: 403, body: { error: 'invalid_grant' } } as const

  test('it ends the session: 401, the cookie is cleared, and the tenant is not asked again', async () => {
    const use = await staleSession()
    await spoil(refused)
    const answer = await use()
    expect(answer).toEqual(refusal(401, 'invalid_token'))
    expect(answer.cookies).toEqual([expect.stringMatching(/^sid=;(?!.*Max-Age).*Path=\/;.*HttpOnly; Secure$/)])
    expect(await use()).toEqual(refusal(401, 'invalid_token'))
    expect(await stage.admin.count(REFRESHES)).toBe(1)
  })

  test('it ends the app’s tokens: 401, and the tenant is not asked again', async () => {
    const refresh = await appRefresh()
    await spoil(refused)
    expect(await refresh()).toEqual(refusal(401, 'invalid_token'))
    expect(await refresh()).toEqual(refusal(401, 'invalid_token'))
    expect(await stage.admin.count(REFRESHES)).toBe(1)
  })
})

test('a fault of our own credentials does not end the session: 502', async () => {
  const use = await staleSession()
  await spoil({ kind: 'status', status: 401, body: { error: 'access_denied' } })
  expect(await use()).toEqual(refusal(502, 'bad_gateway'))
  expect(await use()).toMatchObject({ status: 200 })
})

describe('signing keys', () => {
  test('a rotated key is fetched once, on the first token that names it', async () => {
    await logInApp(stage.url, 'app')
    await stage.admin.forget()
    await stage.admin.rotateKeys()
    await logInApp(stage.url, 'app')
    await stage.admin.rotateKeys()
    await logInApp(stage.url, 'app')
    await logInApp(stage.url, 'app')
    expect(await stage.admin.count('GET /.well-known/jwks.json')).toBe(1)
  })

  test('while they can’t be had, the cached ones serve; without those it is 503', async () => {
    stage.advance(3600)
    await stage.admin.fault({ path: '/.well-known/jwks.json', kind: 'status', status: 500, times: 9 })
    await logInApp(stage.url, 'app')
    await stage.admin.settings({ foreignKey: true })
    const use = await staleSession().catch(String)
    expect(use).toMatch(/No session: 503/)
  })
})
