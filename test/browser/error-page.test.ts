import { expect } from 'vitest'
import { describeInChromium } from './chromium.ts'
import { fillLoginForm, seesUser, test } from './journey.ts'

const SCRIPT = '<script>alert(1)</script>'
const DENIED = `/web-login/callback?${new URLSearchParams({ error: 'access_denied', error_description: SCRIPT })}`

describeInChromium('the page of a login that failed', () => {
  test('can be read by everybody', async ({ page }) => {
    const response = await page.goto(DENIED)
    expect(response?.status()).toBe(403)
    expect(await page.title()).toBe('Login not completed')
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(await page.getByRole('main').count()).toBe(1)
    expect(await page.getByRole('heading').allInnerTexts()).toEqual(['Login not completed'])
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
    expect(await page.getByRole('alert').textContent()).toContain('cancelled')
  })

  test('names the request, as the log does', async ({ page }) => {
    const response = await page.goto(DENIED)
    expect(await page.locator('code').textContent()).toBe(response?.headers()['apigw-requestid'])
  })

  test.for([
    DENIED,
    `/web-login/callback?error=${encodeURIComponent(SCRIPT)}&state=${encodeURIComponent(SCRIPT)}`,
    `/web-login/callback?error=a&state=${stateLeadingTo('javascript:alert(1)')}`,
    `/web-login/callback?error=a&state=${stateLeadingTo(`/"onfocus=alert(1) autofocus="`)}`,
  ])('runs no script: %s', async (path, { page }) => {
    const dialogs: string[] = []
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      return dialog.dismiss()
    })
    await page.goto(path)
    await page.getByRole('alert').waitFor()
    expect(await page.locator('script, [onfocus], [onclick], [onerror]').count()).toBe(0)
    expect(await page.getByRole('link').getAttribute('href')).toMatch(/^\/web-login\?/)
    expect(dialogs).toEqual([])
  })

  test('lets the person try again', async ({ page }) => {
    await page.goto(DENIED)
    await page.getByRole('link', { name: 'Try again' }).click()
    await fillLoginForm(page)
    await seesUser(page)
  })
})

/** A state as anybody can write it. */
function stateLeadingTo(redirect: string): string {
  return `x.${Buffer.from(JSON.stringify([1, 'frontend', redirect])).toString('base64url')}`
}
