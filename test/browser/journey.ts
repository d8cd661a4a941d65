import type { BrowserContext, Page } from 'playwright-core'
import { test as base } from 'vitest'
import { createClock, installClock } from '#infra/local/clock'
import { DEMO_USER } from '#infra/local/directory'
import { type Stage, startStage } from '#infra/local/stage'
import example from '../../infra/config.json' with { type: 'json' }
import { expectNothingExposed } from '../support/exposure.ts'
import { launchChromium } from './chromium.ts'

/** The browser's own words for a cookie's `SameSite`; undefined leaves it out of the configuration. */
export type SameSite = 'Lax' | 'None' | 'Strict' | undefined

/**
 * A test with one stage and one Chromium for the whole file, and a new visitor (a browser profile with no past) for
 * itself.
 */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs
  .extend('chromium', { scope: 'file' }, async ({}, { onCleanup }) => {
    const chromium = await launchChromium()
    onCleanup(() => chromium.close())
    return chromium
  })
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs
  .extend('clock', { scope: 'file' }, ({}, { onCleanup }) => {
    const clock = createClock()
    onCleanup(installClock(clock.memory))
    return clock
  })
  .extend('sameSite', { scope: 'file' }, (): SameSite => 'Lax')
  .extend('stage', { scope: 'file' }, async ({ clock, sameSite }, { onCleanup }) => {
    const logs: string[] = []
    const options = { clock: clock.memory, config: configWith(sameSite) }
    const stage = await startStage({ ...options, onLog: (line) => logs.push(line) })
    onCleanup(async () => {
      await stage.close()
      expectNothingExposed(stage.url, logs)
    })
    return stage
  })
  .extend('visitor', async ({ chromium, stage }, { onCleanup }): Promise<BrowserContext> => {
    const visitor = await chromium.newContext({ baseURL: stage.url })
    visitor.setDefaultTimeout(10_000)
    onCleanup(() => visitor.close())
    return visitor
  })
  .extend('page', ({ visitor }): Promise<Page> => visitor.newPage())

/** The example's configuration with another `sameSite` for the website. */
function configWith(sameSite: SameSite): object {
  const { sameSite: _, ...frontend } = example.clients.frontend
  return { ...example, clients: { ...example.clients, frontend: { ...frontend, ...(sameSite && { sameSite }) } } }
}

/** Goes from the demo page through the tenant's login form and back, as a person does. */
export async function logIn(page: Page): Promise<void> {
  await page.goto('/')
  await page.getByRole('link', { name: 'Log in' }).click()
  await fillLoginForm(page)
  await seesUser(page)
}

/** Fills the tenant's login form and sends it. */
export async function fillLoginForm(page: Page, password = DEMO_USER.password): Promise<void> {
  await page.getByLabel('Email or username').fill(DEMO_USER.email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Continue' }).click()
}

/** Waits until the demo page shows who is logged in. */
export async function seesUser(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Demo User' }).waitFor()
}

/** Waits until the demo page shows nobody. */
export async function seesNobody(page: Page): Promise<void> {
  await page.getByText('Nobody is logged in.').waitFor()
}

/** Waits for the tenant's login form. */
export async function seesLoginForm(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).waitFor()
}

/** The session cookie as the browser's own store holds it. */
export async function sessionCookie(visitor: BrowserContext) {
  const cookies = await visitor.cookies()
  return cookies.find(({ name }) => name === 'sid')
}

/** How often the tenant was asked for something, such as `POST /oauth/token refresh_token`. */
export async function askedOfTenant({ tenantUrl }: Stage, what: string): Promise<number> {
  const response = await fetch(`${tenantUrl}/_admin/counters`)
  const counters: unknown = await response.json()
  return Number(new Map(Object.entries(Object(counters))).get(what) ?? 0)
}
