import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Browser } from '../support/browser.ts'
import { configOf, website } from '../support/config.ts'
import type { Answer } from '../support/http.ts'
import { address, demo, isCallback, type Query, reachCallback } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import type { Fault } from '../support/tenant.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ site: website }, { defaultClient: 'site' }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function visitCallback(query: Query, browser = new Browser()): Promise<Answer> {
  return browser.send(address(stage.url, '/web-login/callback', query))
}

/** A whole page, for people with any kind of browser, that runs nothing. */
function expectPage(answer: Answer, status: number): void {
  const { headers, text } = answer
  expect(answer).toMatchObject({ status, cookies: [] })
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(text).toMatch(/^<!doctype html>/i)
  expect(text).toMatch(/<html lang="\w+/)
  expect(text).toMatch(/<title>[^<]+<\/title>/)
  expect(text).toMatch(/<h1>[^<]+<\/h1>/)
  expect(text).toMatch(/role="alert"/)
  expect(text).not.toMatch(/<script|javascript:|\son\w+=/i)
  expect(text).toContain(headers['apigw-requestid'])
  const policy = String(headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toMatch(/unsafe|script-src/)
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
}

describe('an error of the tenant shows a page', () => {
  test.each([
    ['access_denied', 403],
    ['unauthorized', 403],
    ['login_required', 403],
    ['consent_required', 403],
    ['server_error', 503],
    ['temporarily_unavailable', 503],
    ['__proto__', 403],
  ])('%s is %i', async (error, status) => {
    expectPage(await visitCallback({ error, state: 'x' }), status)
  })

  test('for a blocked user', async () => {
    const blocked = { username: 'blocked@example.com', password: demo.password }
    const browser = new Browser()
    const callback = await reachCallback(browser, `${stage.url}/web-login`, blocked)
    expect(callback.searchParams.get('error')).toBe('unauthorized')
    expectPage(await browser.send(callback), 403)
  })

  test('for a silent login without anybody logged in', async () => {
    const start = address(stage.url, '/web-login', { prompt: 'none', redirect: '/wanted' })
    const browser = new Browser()
    const { url } = await browser.visit(start, { stopAt: isCallback })
    expect(url.searchParams.get('error')).toBe('login_required')
    expectPage(await browser.send(url), 403)
  })
})

describe('nothing is reflected', () => {
  const evil = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'onmouseover='alert(1)",
    '&lt;b&gt;',
    'javascript:alert(1)',
    '</title><h1>Reflected',
    'Call 555 0100 to get your account back',
  ]

  test.each(evil)('%s', async (text) => {
    const queries = [
      { error: text, error_description: text, state: text },
      { error: 'access_denied', error_description: text, error_uri: text, [text]: text },
      { error: 'access_denied', state: forgedState('site', `/${text}`), code: text },
      { error: 'access_denied', state: forgedState(text, text) },
    ]
    for (const query of queries) {
      const answer = await visitCallback(query)
      expectPage(answer, 403)
      expect(answer.text).not.toContain(text)
    }
  })

  test('the way back leads to the goal of the login, and within the site', async () => {
    const { text } = await visitCallback({ error: 'access_denied', state: forgedState('site', '/wanted?a=1&b="2"') })
    const [, href = ''] = /<a href="([^"]*)"/.exec(text) ?? []
    const link = new URL(href.replaceAll('&#38;', '&').replaceAll('&amp;', '&'), stage.url)
    expect(link.origin + link.pathname).toBe(`${stage.url}/web-login`)
    expect(link.searchParams.get('redirect')).toMatch(/^\/wanted\?a=1&b=/)
  })

  function forgedState(client: string, redirect: string): string {
    return `${'a'.repeat(43)}.${Buffer.from(JSON.stringify([1, client, redirect])).toString('base64url')}`
  }
})

describe('a login that fails at its end shows a page, and nobody is logged in', () => {
  test.each<[Omit<Fault, 'path'>, number]>([
    [{ kind: 'status', status: 500 }, 503],
    [{ kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 429],
    [{ kind: 'status', status: 401, body: { error: 'access_denied' } }, 502],
    [{ kind: 'reset' }, 503],
    [{ kind: 'malformed' }, 503],
  ])('%j is %i', async (fault, status) => {
    const browser = new Browser()
    const callback = await reachCallback(browser, `${stage.url}/web-login`)
    await stage.admin.fault({ path: '/oauth/token', ...fault })
    const answer = await browser.send(callback)
    expectPage(answer, status)
    if (status !== 502) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(browser.cookies.get('sid')).toBeUndefined()
    expect(await stage.admin.count('POST /oauth/token')).toBe(1)
  })

  test('by a forged ID token it is 502', async () => {
    const browser = new Browser()
    const callback = await reachCallback(browser, `${stage.url}/web-login`)
    await stage.admin.settings({ idTokenClaims: { nonce: 'forged' } })
    expectPage(await browser.send(callback), 502)
    expect(browser.cookies.get('sid')).toBeUndefined()
  })
})
