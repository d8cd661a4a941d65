import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { describeInChromium } from './chromium.ts'
import { fillLoginForm, logIn, seesLoginForm, seesUser, sessionCookie, test } from './journey.ts'

describeInChromium('a login that is over', () => {
  test('is no dead end for the back button', async ({ page, stage }) => {
    await logIn(page)
    await page.goBack()
    // The tenant's own page, as Auth0's: the login that it belonged to is over.
    expect(new URL(page.url()).origin).toBe(stage.tenantUrl)
    await page.getByText('Please start again.').waitFor()

    await page.goBack()
    await seesUser(page)
    await page.goForward()
    await page.goForward()
    await seesUser(page)
  })

  test('leaves no page of the tenant behind the back button when the tenant knew the person', async ({
    page,
    stage,
  }) => {
    await logIn(page)
    await page.goto('/web-login?redirect=/?again')
    await seesUser(page)
    await page.goBack()
    await seesUser(page)
    expect(page.url()).toBe(`${stage.url}/`)
  })

  test('is no dead end for its callback, opened again', async ({ page, stage, visitor }) => {
    const callback = rememberCallback(page)
    await logIn(page)
    const session = await sessionCookie(visitor)

    await page.goto(await callback)
    await seesUser(page)
    expect(page.url()).toBe(`${stage.url}/`)
    expect(await sessionCookie(visitor)).toEqual(session)
  })

  test('begins anew where its callback meets a browser that is not logged in', async ({ page, stage, chromium }) => {
    const callback = rememberCallback(page)
    await logIn(page)

    const other = await chromium.newContext({ baseURL: stage.url })
    const stranger = await other.newPage()
    await stranger.goto(await callback)
    await seesLoginForm(stranger)
    await fillLoginForm(stranger)
    await seesUser(stranger)
    await other.close()
  })

  test('begins anew where the person took too long', async ({ page, clock }) => {
    await page.goto('/web-login?redirect=/')
    await seesLoginForm(page)
    clock.advance(11 * 60)
    await fillLoginForm(page)
    await seesUser(page)
  })

  test('begins anew once and no more, where the browser loses its login cookie', async ({ page, visitor }) => {
    await page.goto('/web-login?redirect=/&attempt=2')
    await seesLoginForm(page)
    await visitor.clearCookies({ name: 'auth0-login' })
    await fillLoginForm(page)
    await page.getByRole('alert').waitFor()

    await page.getByRole('link', { name: 'Try again' }).click()
    await seesUser(page)
  })
})

async function rememberCallback(page: Page): Promise<string> {
  const request = await page.waitForRequest(/\/web-login\/callback\?/)
  return request.url()
}
