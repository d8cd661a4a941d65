import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Browser } from '../support/browser.ts'
import { configOf, website } from '../support/config.ts'
import { refusal, send } from '../support/http.ts'
import { address, demo, isCallback, logIn, reachCallback } from '../support/login.ts'
import { badRedirects, goodRedirects, LISTED } from '../support/redirects.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  const supportedConnections = ['staff']
  const site = { ...website, supportedConnections, allowedRedirects: [LISTED] }
  stage = await openStage({
    config: configOf(
      { site, shop: { ...website, hosts: ['shop.example'] }, app: { supportedConnections } },
      { defaultClient: 'site' },
    ),
  })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function userinfo(browser: Browser) {
  return browser.send(`${stage.url}/userinfo`)
}

describe('the website pattern', () => {
  test('login page, callback, cookie, and on to where the visitor wanted to be; no script anywhere', async () => {
    const browser = new Browser()
    const begun = await browser.send(address(stage.url, '/web-login', { redirect: '/wanted?a=b' }))
    expect(begun.status).toBe(302)
    expect(begun.headers.location).toMatch(`${stage.tenantUrl}/authorize?`)
    expect(begun.cookies).toEqual([expect.stringMatching(/^auth0-login=/)])

    const callback = await reachCallback(browser, begun.headers.location ?? '')
    const answer = await browser.send(callback)
    expect(answer).toMatchObject({ status: 302, headers: { location: '/wanted?a=b' }, text: '' })
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    const [cookie = '', ...others] = answer.cookies
    expect(others).toEqual([])
    const life = expect.stringMatching(/^Max-Age=(86400|863\d\d)$/)
    expect(cookie.split('; ').slice(1).toSorted()).toEqual(['HttpOnly', life, 'Path=/', 'Secure'])
    expect(await userinfo(browser)).toMatchObject({ status: 200, body: { email: demo.username } })
  })

  test.each(goodRedirects)('the redirect %j leads to %s', async (redirect, location) => {
    const answer = await logIn(new Browser(), stage.url, { redirect })
    expect(answer).toMatchObject({ status: 302, headers: { location } })
  })

  test('without a redirect it leads home', async () => {
    expect(await logIn(new Browser(), stage.url)).toMatchObject({ status: 302, headers: { location: '/' } })
  })

  test.each(badRedirects)('the redirect %j is 400, and no login begins', async (redirect) => {
    const answer = await send(address(stage.url, '/web-login', { redirect }))
    expect(answer).toEqual(refusal(400, 'invalid_request'))
    expect(answer.cookies).toEqual([])
  })

  test('serves the client whose host was asked, and ends logins that began at /authorize too', async () => {
    const asked = await send(`${stage.url}/web-login`, { headers: { host: 'shop.example' } })
    expect(asked.headers.location).toContain('client_id=application-shop')
    const browser = new Browser()
    const callback = await reachCallback(browser, address(stage.url, '/authorize', { redirect: '/wanted' }))
    expect(await browser.send(callback)).toMatchObject({ status: 302, headers: { location: '/wanted' } })
    expect(await userinfo(browser)).toMatchObject({ status: 200 })
  })

  test('is for websites only', async () => {
    const answer = await send(address(stage.url, '/web-login', { client_type: 'app' }))
    expect(answer).toEqual(refusal(400, 'invalid_request'))
  })

  test('passes the list of parameters on, and the connection', async () => {
    const query = { prompt: 'login', ui_locales: 'it', connection: 'staff', scope: 'admin' }
    const { headers } = await send(address(stage.url, '/web-login', query))
    const asked = Object.fromEntries(new URL(headers.location ?? '').searchParams)
    expect(asked).toMatchObject({ prompt: 'login', ui_locales: 'it', connection: 'staff' })
    expect(asked['scope']?.split(' ').toSorted()).toEqual(['email', 'offline_access', 'openid', 'profile'])
  })
})

describe('several tabs', () => {
  test('of one browser log in side by side', async () => {
    const browser = new Browser()
    const visits = ['/one', '/two'].map((redirect) => address(stage.url, '/web-login', { redirect }))
    const forms = []
    for (const visit of visits) forms.push(await browser.visit(visit))
    expect(forms.map(({ url }) => url.pathname)).toEqual(['/u/login', '/u/login'])
    const goals = []
    for (const { url } of forms) {
      const callback = await browser.visit(url, { credentials: demo, stopAt: isCallback })
      goals.push((await browser.send(callback.url)).headers.location)
    }
    expect(goals).toEqual(['/one', '/two'])
    expect(await userinfo(browser)).toMatchObject({ status: 200 })
    expect(browser.cookies.names().filter((name) => name.startsWith('auth0-login'))).toHaveLength(1)
  })

  test('that are the browser’s first, at the very same moment, both arrive: one begins anew', async () => {
    const browser = new Browser()
    const begun = await Promise.all(
      ['/one', '/two'].map((redirect) => browser.send(address(stage.url, '/web-login', { redirect }))),
    )
    const goals = []
    for (const { headers } of begun) {
      const stopAt = ({ pathname }: URL) => ['/one', '/two'].includes(pathname)
      const { url } = await browser.visit(headers.location ?? '', { credentials: demo, stopAt })
      goals.push(url.pathname)
    }
    expect(goals).toEqual(['/one', '/two'])
    expect(await userinfo(browser)).toMatchObject({ status: 200 })
  })
})
