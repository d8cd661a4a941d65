import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, credentialsOf, website } from '../support/config.ts'
import { type Answer, refusal, send } from '../support/http.ts'
import { address, isCallback, loggedInBrowser, logIn, logInSite, type Query } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import type { Fault } from '../support/tenant.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({
    config: configOf({ site: { ...website, sameSite: 'Lax' } }, { defaultClient: 'site' }),
  })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function logout(cookie: string, query: Query = {}) {
  return send(address(stage.url, '/logout', query), { headers: { ...(cookie && { cookie }) } })
}

async function expectEnded(cookie: string): Promise<void> {
  await stage.admin.forget()
  expect(await send(`${stage.url}/userinfo`, { headers: { cookie } })).toEqual(refusal(401, 'invalid_token'))
  expect(await stage.admin.counters()).toEqual({})
}

/** The tenant's logout that the browser is sent to. */
function tenantLogout({ status, headers }: Answer): URL {
  expect(status).toBe(302)
  const url = new URL(headers.location ?? '')
  expect(url.origin + url.pathname).toBe(`${stage.tenantUrl}/v2/logout`)
  expect(url.searchParams.get('client_id')).toBe('application-site')
  return url
}

describe('GET /logout by cookie', () => {
  test('ends the session, revokes its refresh token, clears the cookie and goes to the tenant', async () => {
    const cookie = await logInSite(stage.url, 'site')
    await stage.admin.forget()
    const answer = await logout(cookie)
    tenantLogout(answer)
    expect(answer.cookies).toEqual([
      expect.stringMatching(/^sid=; (?!.*Max-Age)(?=.*Path=\/;)(?=.*HttpOnly)(?=.*Secure)(?=.*SameSite=Lax)/),
    ])
    const [revocation, ...others] = await stage.admin.requests('/oauth/revoke')
    expect(others).toEqual([])
    expect(revocation?.body).toMatchObject({ client_id: 'application-site', token: expect.any(String) })
    const refresh_token = String(revocation?.body['token'])
    const form = { grant_type: 'refresh_token', refresh_token, ...credentialsOf('site') }
    expect(await send(`${stage.tenantUrl}/oauth/token`, { form })).toMatchObject({ status: 403 })
    await expectEnded(cookie)
  })

  test('leaves the tenant too: the next login asks for the password again', async () => {
    const browser = await loggedInBrowser(stage.url)
    const silent = await browser.visit(`${stage.url}/web-login`, { stopAt: isCallback })
    expect(isCallback(silent.url)).toBe(true)
    const left = await browser.visit(address(stage.url, '/logout', { redirect: '/' }))
    expect(left).toMatchObject({ url: { href: `${stage.url}/` }, answer: { status: 200 } })
    expect(browser.cookies.names()).not.toContain('sid')
    const asked = await browser.visit(`${stage.url}/web-login`)
    expect(asked.url.pathname).toBe('/u/login')
    expect(await logIn(browser, stage.url)).toMatchObject({ status: 302 })
  })
})

describe('without a live session the browser still leaves the tenant and loses the cookie', () => {
  test.each(['', 'sid=garbage', `sid=${'a'.repeat(43)}`])('cookie "%s"', async (cookie) => {
    const answer = await logout(cookie)
    tenantLogout(answer)
    expect(answer.cookies).toEqual([expect.stringMatching(/^sid=;/)])
    expect(await stage.admin.counters()).toEqual({})
  })

  test('naming an unknown client is 401', async () => {
    expect(await logout('', { client_type: 'nobody' })).toEqual(refusal(401, 'invalid_client'))
  })
})

describe('a failing tenant never keeps the session alive', () => {
  test.each<Omit<Fault, 'path'>>([
    { kind: 'status', status: 500 },
    { kind: 'status', status: 429 },
    { kind: 'reset' },
    { kind: 'malformed' },
    { kind: 'delay', delayMs: 4500 },
  ])('%j', async (fault) => {
    const cookie = await logInSite(stage.url, 'site')
    await stage.admin.fault({ path: '/oauth/revoke', ...fault })
    tenantLogout(await logout(cookie))
    await expectEnded(cookie)
  })
})

test('logging in again after a logout is a session of its own', async () => {
  const browser = await loggedInBrowser(stage.url)
  const before = browser.cookies.get('sid')
  await browser.send(`${stage.url}/logout`)
  await logIn(browser, stage.url)
  expect(browser.cookies.get('sid')).toMatch(/^[\w-]{43}$/)
  expect(browser.cookies.get('sid')).not.toBe(before)
})
