import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { ada, answerOf, authorizeUrl, Browser, bob, type Form, type Visit } from './browser.ts'
import { DATABASE, PASSWORD, startTenant } from './support.ts'

let tenant: Tenant
let browser: Browser

beforeEach(async () => {
  tenant = await startTenant()
  browser = new Browser()
})

afterEach(() => vi.useRealTimers())

function open(changes: Record<string, string | undefined> = {}, ...forms: Form[]): Promise<Visit> {
  return browser.visit(authorizeUrl(tenant, changes), ...forms)
}

describe('the login page', () => {
  test('honours login_hint and shows the connection, escaped', async () => {
    const { html, url } = await open({ login_hint: '"><b>', connection: DATABASE })
    expect(url.pathname).toBe('/u/login')
    expect(html).toContain('value="&#34;&#62;&#60;b&#62;"')
    expect(html).toContain(DATABASE)
    expect(html).not.toContain('<script')
  })

  test('offers a sign-up on screen_hint', async () => {
    expect((await open({ screen_hint: 'signup' })).html).toContain('Sign up')
  })

  test('takes the other parameters of Auth0, and no resource', async () => {
    const others = {
      organization: 'org_1',
      invitation: 'inv_1',
      acr_values: 'x',
      ui_locales: 'de en',
      resource: 'urn:x',
    }
    expect(answerOf(await open(others, ada))).toHaveProperty('code')
  })

  test('says that a password is wrong, and how often is too often', async () => {
    const wrong = { ...ada, password: 'wrong' }
    const first = await open({}, wrong)
    expect(first).toMatchObject({ status: 400 })
    expect(first.html).toContain('Wrong email or password.')
    for (let i = 0; i < 9; i += 1) await open({}, wrong)
    expect((await open({}, ada)).html).toContain('Your account has been blocked')
  })

  test('logs in users of the enabled connections only', async () => {
    const eve = { username: 'eve@example.com', password: PASSWORD }
    expect((await open({}, eve)).html).toContain('Wrong email or password.')
    expect((await open({ connection: DATABASE }, bob)).html).toContain('Wrong email or password.')
    expect(answerOf(await open({ connection: 'employees' }, bob))).toHaveProperty('code')
  })

  test('has forgotten a login after an hour', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { url } = await open()
    vi.setSystemTime(Date.now() + 3_600_000)
    expect(await browser.visit(url)).toMatchObject({ status: 400 })
  })

  test('lets two tabs log in side by side', async () => {
    const [one, other] = [await open({ state: 'one' }), await open({ state: 'other' })]
    expect(answerOf(await browser.visit(one.url, ada))).toMatchObject({ state: 'one' })
    expect(answerOf(await browser.visit(other.url, ada))).toMatchObject({ state: 'other' })
  })

  test('finishes a login only in the browser that began it', async () => {
    const { url } = await open()
    const stranger = await new Browser().visit(url, ada)
    expect(stranger.status).toBe(400)
    expect(stranger.html).toContain('expired')
  })
})
