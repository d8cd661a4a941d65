import { expect } from 'vitest'
import type { Stage } from '#infra/local/stage'
import { describeInChromium } from './chromium.ts'
import { askedOfTenant, logIn, seesLoginForm, seesNobody, seesUser, sessionCookie, test } from './journey.ts'

const REFRESHES = 'POST /oauth/token refresh_token'

describeInChromium('a session', () => {
  test('survives the end of its access token', async ({ page, stage, clock, visitor }) => {
    await accessTokensLive(stage, 1)
    await logIn(page)
    const session = await sessionCookie(visitor)
    const before = await askedOfTenant(stage, REFRESHES)

    await accessTokensLive(stage, 3600)
    clock.advance(60)
    await page.reload()
    await seesUser(page)
    expect(await askedOfTenant(stage, REFRESHES)).toBe(before + 1)
    expect(await sessionCookie(visitor)).toEqual(session)
  })

  test('is renewed by its own page, which gets the new end and no token', async ({ page, visitor }) => {
    await logIn(page)
    const before = await sessionCookie(visitor)
    const answer = await page.evaluate("fetch('/refreshtoken', { method: 'POST' }).then((response) => response.json())")
    expect(answer).toEqual({ expireAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) })
    expect(await sessionCookie(visitor)).toMatchObject({ value: before?.value, httpOnly: true, secure: true })
  })

  test('ends at the tenant too', async ({ page, stage, visitor }) => {
    await logIn(page)
    await page.getByRole('link', { name: 'Log out' }).click()
    await seesNobody(page)
    expect(page.url()).toBe(`${stage.url}/`)
    expect(await sessionCookie(visitor)).toBeUndefined()

    await page.getByRole('link', { name: 'Log in' }).click()
    await seesLoginForm(page)
  })

  test('does not come back by the back button', async ({ page }) => {
    await logIn(page)
    await page.getByRole('link', { name: 'Log out' }).click()
    await seesNobody(page)
    await page.goBack()
    await seesNobody(page)
  })

  test('ends in all tabs', async ({ page, visitor }) => {
    await logIn(page)
    const second = await visitor.newPage()
    await second.goto('/')
    await seesUser(second)
    await page.getByRole('link', { name: 'Log out' }).click()
    await seesNobody(page)
    await second.reload()
    await seesNobody(second)
  })
})

/** Sets the life of access tokens that the tenant issues from now on. */
async function accessTokensLive({ tenantUrl }: Stage, seconds: number): Promise<void> {
  const response = await fetch(`${tenantUrl}/_admin/settings`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ accessTokenLifetime: seconds }),
  })
  expect(response.status).toBe(200)
}
