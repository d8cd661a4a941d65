import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Browser } from '../support/browser.ts'
import { configOf, website } from '../support/config.ts'
import type { Answer } from '../support/http.ts'
import { address, demo, isCallback, loggedInBrowser, reachCallback } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ site: website }, { defaultClient: 'site' }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

/** A browser that stands before its callback. */
async function beforeCallback() {
  const browser = new Browser()
  return { browser, callback: await reachCallback(browser, `${stage.url}/web-login?redirect=/wanted`) }
}

/** The login begins anew, to the same goal. */
function expectRestart({ status, headers, cookies }: Answer): URL {
  expect(status).toBe(302)
  expect(cookies).toEqual([])
  const url = new URL(headers.location ?? '', stage.url)
  expect(url.origin + url.pathname).toBe(`${stage.url}/web-login`)
  expect(url.searchParams.get('redirect')).toBe('/wanted')
  return url
}

const A_PAGE = { status: 403, cookies: [], headers: { 'content-type': expect.stringMatching(/^text\/html/) } }

const toGoal = { credentials: demo, stopAt: ({ pathname }: URL) => pathname === '/wanted' }

describe('with a live session the visitor goes on', () => {
  test('after the back button: the code was used', async () => {
    const { browser, callback } = await beforeCallback()
    await browser.send(callback)
    const sid = browser.cookies.get('sid')
    await stage.admin.forget()
    const again = await browser.send(callback)
    expect(again).toMatchObject({ status: 302, headers: { location: '/wanted' }, cookies: [] })
    expect(browser.cookies.get('sid')).toBe(sid)
    expect(await stage.admin.counters()).toEqual({})
    expect(await browser.send(`${stage.url}/userinfo`)).toMatchObject({ status: 200 })
  })

  test('after a login that took too long', async () => {
    const { browser, callback } = await beforeCallback()
    await browser.send(await reachCallback(browser, address(stage.url, '/web-login')))
    stage.advance(601)
    expect(await browser.send(callback)).toMatchObject({ status: 302, headers: { location: '/wanted' }, cookies: [] })
  })

  test('with a state of somebody else, whose login stays his', async () => {
    const { browser, callback } = await beforeCallback()
    const other = await loggedInBrowser(stage.url)
    const sid = other.cookies.get('sid')
    await stage.admin.forget()
    expect(await other.send(callback)).toMatchObject({ status: 302, cookies: [] })
    expect(other.cookies.get('sid')).toBe(sid)
    expect(await stage.admin.counters()).toEqual({})
    expect(await browser.send(callback)).toMatchObject({ status: 302, headers: { location: '/wanted' } })
    expect(browser.cookies.get('sid')).toBeDefined()
  })

  test.each(['', '?code=x', '?state=x', '?code=x&state=x', '?code=&state='])('from /callback%s', async (query) => {
    const browser = await loggedInBrowser(stage.url)
    const answer = await browser.send(`${stage.url}/web-login/callback${query}`)
    expect(answer).toMatchObject({ status: 302, headers: { location: '/' }, cookies: [] })
  })
})

describe('without a session the login begins anew', () => {
  test('after it took too long, and arrives', async () => {
    const { browser, callback } = await beforeCallback()
    stage.advance(601)
    expectRestart(await browser.send(callback))
    expect(await browser.visit(callback, toGoal)).toMatchObject({ url: { pathname: '/wanted' } })
    expect(await browser.send(`${stage.url}/userinfo`)).toMatchObject({ status: 200 })
  })

  test('when the login is another browser’s: nobody is logged in as somebody else', async () => {
    const { browser, callback } = await beforeCallback()
    const victim = new Browser()
    await stage.admin.forget()
    expectRestart(await victim.send(callback))
    expect(victim.cookies.get('sid')).toBeUndefined()
    expect(await stage.admin.counters()).toEqual({})
    expect(await browser.send(callback)).toMatchObject({ status: 302, headers: { location: '/wanted' } })
  })

  test('when the tenant does not take the code', async () => {
    const { browser, callback } = await beforeCallback()
    callback.searchParams.set('code', 'unknown')
    expectRestart(await browser.send(callback))
  })

  test.each(['?code=x', '?state=x', '?code=x&state=x', ''])('from /callback%s', async (query) => {
    const answer = await new Browser().send(`${stage.url}/web-login/callback${query}`)
    expect(answer.status).toBe(302)
    expect(answer.headers.location).toMatch(/^\/web-login\?/)
  })

  test('once: then a page says so, from which the visitor may begin again', async () => {
    const { browser, callback } = await beforeCallback()
    stage.advance(601)
    const restart = expectRestart(await browser.send(callback))
    const second = await browser.visit(restart, { credentials: demo, stopAt: isCallback })
    expect(isCallback(second.url)).toBe(true)
    stage.advance(601)
    const page = await browser.send(second.url)
    expect(page).toMatchObject(A_PAGE)
    const [, href = ''] = /<a href="([^"]+)"/.exec(page.text) ?? []
    const retry = new URL(href.replaceAll('&#38;', '&').replaceAll('&amp;', '&'), stage.url)
    expect(retry.origin).toBe(stage.url)
    expect(await browser.visit(retry, toGoal)).toMatchObject({ url: { pathname: '/wanted' } })
  })

  test('and a browser that keeps no cookies does not go round in circles', async () => {
    let next = `${stage.url}/web-login?redirect=/wanted`
    const tenant = new Browser()
    for (let round = 0; round < 3; round++) {
      const begun = await new Browser().send(next)
      const callback = await reachCallback(tenant, begun.headers.location ?? '')
      const answer = await new Browser().send(callback)
      if (answer.status !== 302) return expect(answer).toMatchObject(A_PAGE)
      next = new URL(answer.headers.location ?? '', stage.url).href
    }
    expect.unreachable('the login began anew three times')
  })
})

describe('a callback that can’t be trusted', () => {
  test.each([
    ['an address elsewhere', 'https://evil.example/'],
    ['a path that is none', '//evil.example/'],
    ['a script', 'javascript:alert(1)'],
  ])('leads nowhere but home, whatever its state says: %s', async (_, redirect) => {
    const memory = Buffer.from(JSON.stringify([1, 'site', redirect])).toString('base64url')
    const state = `${'a'.repeat(43)}.${memory}`
    const visitor = await loggedInBrowser(stage.url)
    const visit = (browser: Browser) => browser.send(address(stage.url, '/web-login/callback', { code: 'x', state }))
    expect(await visit(visitor)).toMatchObject({ status: 302, headers: { location: '/' } })
    expect((await visit(new Browser())).headers.location).not.toContain('evil')
  })
})
