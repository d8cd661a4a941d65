import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { DEMO_USER } from '#infra/local/directory'
import type { Stage } from '#infra/local/stage'
import { type Attacker, attackUrl, startAttacker } from './attacker.ts'
import { describeInChromium } from './chromium.ts'
import { askedOfTenant, test as journey, logIn, type SameSite, seesUser, sessionCookie } from './journey.ts'

const PASSWORD_LOGIN = { grant_type: 'password', username: DEMO_USER.email, password: DEMO_USER.password }
const POSTS = [
  { path: '/refreshtoken', body: {} },
  { path: '/oauth/token', body: PASSWORD_LOGIN },
  { path: '/logout', body: {} },
]
const POSTED = POSTS.flatMap((post) => (['form', 'fetch'] as const).map((attack) => ({ ...post, attack })))
const EMBEDDED = (['image', 'frame'] as const).map((attack) => ({ path: '/logout', body: {}, attack }))
const FROM = ['crossSite', 'sameSite'] as const
const SETTINGS: readonly SameSite[] = ['Lax', 'None', undefined]

// biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs
const attacked = journey.extend('attacker', { scope: 'file' }, async ({}, { onCleanup }): Promise<Attacker> => {
  const attacker = await startAttacker()
  onCleanup(() => attacker.close())
  return attacker
})

for (const sameSite of SETTINGS) {
  const test = attacked.extend('sameSite', { scope: 'file' }, (): SameSite => sameSite)

  describeInChromium(`a session whose cookie is SameSite=${sameSite ?? '(not set)'}`, () => {
    test.for(FROM)('stays as it is whatever a %s page does', async (from, { page, visitor, stage, attacker }) => {
      await logIn(page)
      expect((await sessionCookie(visitor))?.sameSite).toBe(sameSite ?? 'Lax')
      const before = await traces(stage, visitor)
      const tab = await visitor.newPage()
      for (const { attack, path, body } of [...POSTED, ...EMBEDDED]) {
        await strike(tab, attackUrl(attacker[from], attack, `${stage.url}${path}`, body))
        expect({ attack, path, ...(await traces(stage, visitor)) }).toEqual({ attack, path, ...before })
      }
      await page.reload()
      await seesUser(page)
    })
  })
}

/** What an attack that gets through would change: the browser's cookie, and what the tenant was asked. */
async function traces(stage: Stage, visitor: BrowserContext) {
  const [asked, loggedOut] = await Promise.all(
    ['POST /oauth/token', 'GET /v2/logout'].map((what) => askedOfTenant(stage, what)),
  )
  return { cookie: await sessionCookie(visitor), asked, loggedOut }
}

/** Opens an attacker's page and waits until the browser has the service's answer, or what it makes of it. */
async function strike(tab: Page, url: string): Promise<void> {
  const target = new URL(url).searchParams.get('target') ?? ''
  const struck = tab.waitForRequest(target)
  await tab.goto(url, { waitUntil: 'commit' })
  await struck
  await tab.waitForFunction(`document.title === 'done' || location.href === ${JSON.stringify(target)}`)
}
