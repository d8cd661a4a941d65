import { expect } from 'vitest'
import { describeInChromium } from './chromium.ts'
import { fillLoginForm, logIn, seesNobody, seesUser, sessionCookie, test } from './journey.ts'

describeInChromium('logging in', () => {
  test('leads from the demo page to the tenant and back, past a wrong password', async ({ page, stage }) => {
    await page.goto('/')
    await seesNobody(page)
    await page.getByRole('link', { name: 'Log in' }).click()
    await fillLoginForm(page, 'not the password')
    expect(await page.getByRole('alert').textContent()).toBe('Wrong email or password.')

    await fillLoginForm(page)
    await seesUser(page)
    expect(page.url()).toBe(`${stage.url}/`)
    expect(await page.getByRole('definition').allInnerTexts()).toEqual(['demo@example.com', 'editors'])
  })

  test('lasts when the page is loaded again', async ({ page }) => {
    await logIn(page)
    await page.reload()
    await seesUser(page)
  })

  test('leaves one session cookie that scripts and other sites cannot use', async ({ page, visitor }) => {
    await logIn(page)
    expect(await sessionCookie(visitor)).toMatchObject({
      domain: '127.0.0.1',
      path: '/',
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
      value: expect.stringMatching(/^[\w-]{43}$/),
    })
    const cookies = await visitor.cookies()
    expect(cookies.every(({ httpOnly }) => httpOnly)).toBe(true)
  })

  test('leaves no token within reach of the page', async ({ page }) => {
    await logIn(page)
    expect(await page.evaluate('document.cookie')).toBe('')
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0)
    expect(await page.evaluate('indexedDB.databases()')).toEqual([])
    const profile = await page.evaluate<string>("fetch('/userinfo').then((response) => response.text())")
    expect(profile).not.toMatch(/token|eyJ|nonce|at_hash/i)
  })

  test('arrives at the wanted page, query and fragment included', async ({ page, stage }) => {
    await page.goto('/web-login?redirect=/wanted%3Fa%3D1%23b')
    await fillLoginForm(page)
    await page.waitForURL(`${stage.url}/wanted?a=1#b`)
  })
})
