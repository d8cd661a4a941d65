import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { describeInChromium } from './chromium.ts'
import { fillLoginForm, seesLoginForm, seesUser, test } from './journey.ts'

const LOGIN_COOKIE = 'auth0-login'

describeInChromium('two tabs', () => {
  test('that begin one after the other may finish in the other order', async ({ page: first, visitor }) => {
    const second = await visitor.newPage()
    await beginLogin(first)
    await beginLogin(second)
    await finishLogin(second)
    await finishLogin(first)
    await second.reload()
    await seesUser(second)
  })

  test('that begin at the very same moment both end logged in', async ({ page: first, visitor }) => {
    const second = await visitor.newPage()
    await Promise.all([beginLogin(first), beginLogin(second)])
    await finishLogin(first)
    await finishLogin(second)
  })

  test('that lost each other’s login cookie both end logged in', async ({ page: first, visitor }) => {
    const second = await visitor.newPage()
    await beginLogin(first)
    // What the very same moment comes to: the first answer's cookie is overwritten by the second one's.
    await visitor.clearCookies({ name: LOGIN_COOKIE })
    await beginLogin(second)
    await finishLogin(first)
    await finishLogin(second)
  })

  test('share one login cookie, so that they never pile up', async ({ page, visitor }) => {
    for (const _ of [1, 2, 3]) await beginLogin(page)
    const cookies = await visitor.cookies(page.url())
    expect(cookies.filter(({ name }) => name.includes(LOGIN_COOKIE))).toHaveLength(1)
  })
})

async function beginLogin(tab: Page): Promise<void> {
  await tab.goto('/web-login?redirect=/')
  await seesLoginForm(tab)
}

async function finishLogin(tab: Page): Promise<void> {
  await fillLoginForm(tab)
  await seesUser(tab)
}
