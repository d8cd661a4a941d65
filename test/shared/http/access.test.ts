import { describe, expect, it } from 'vitest'
import { invalidToken, requireBrowserSession, requireSameClient } from '#shared/http/access'
import { makeClient, makeConfig } from '../support/config.ts'
import { useDatabase } from '../support/database.ts'
import { httpEvent } from '../support/event.ts'
import { expectRefusal } from '../support/refusal.ts'
import { newSession, openStores } from '../support/stores.ts'

const database = useDatabase()

describe('a credential speaks for its own client', () => {
  const named = { client: makeClient(), proven: true }

  it('whoever is named, as long as it is the same or nobody', () => {
    expect(() => requireSameClient(undefined, 'cms')).not.toThrow()
    expect(() => requireSameClient(named, 'app')).not.toThrow()
  })

  it('and another one is refused, proven or not', async () => {
    await expectRefusal(() => requireSameClient(named, 'cms'), 'invalid_client')
    await expectRefusal(() => requireSameClient({ ...named, proven: false }, 'APP'), 'invalid_client')
  })
})

describe('an unsafe request by cookie', () => {
  const site = { scopes: ['website'], sessionIdleSeconds: 600 }
  const config = makeConfig({ site, twin: { scopes: ['website'] } })
  const ask = async (headers: Record<string, string>, cookie?: string) => {
    const { sessions, forward } = openStores(database.table)
    const { sid } = await sessions.start(newSession({ idle: 600 }))
    forward(300)
    started.push(sid)
    const event = httpEvent({ method: 'POST', headers, cookies: [cookie ?? `sid=${sid}`] })
    return { sid, found: await requireBrowserSession(event, { config, sessions }) }
  }
  const started: string[] = []
  /** Tells how long the last session was prolonged by, in seconds. */
  const prolonged = async () => {
    const { sessions } = openStores(database.table)
    return ((await sessions.open(started.at(-1) ?? ''))?.expiresAt ?? 0) - 1_795_341_600 - 600
  }

  it.each<[string, Record<string, string>]>([
    ['of no browser', {}],
    ['of its own origin', { origin: 'https://site.example' }],
    ['that names its own client', { 'client-type': 'site', 'sec-fetch-site': 'same-origin' }],
  ])('opens the session %s', async (_, headers) => {
    const { sid, found } = await ask(headers)
    expect([found.session.sid, found.client.type]).toEqual([sid, 'site'])
    expect(await prolonged()).toBe(300)
  })

  it('is refused of another site, and counts as no use', async () => {
    await expectRefusal(() => ask({ origin: 'https://evil.example' }), 'access_denied')
    await expectRefusal(() => ask({ 'sec-fetch-site': 'same-site' }), 'access_denied')
    expect(await prolonged()).toBe(0)
  })

  it('is refused when another or an unknown client is named', async () => {
    await expectRefusal(() => ask({ 'client-type': 'twin' }), 'invalid_client')
    await expectRefusal(() => ask({ 'client-type': 'nobody' }), 'invalid_client')
  })

  it('is refused without a live session', async () => {
    await expectRefusal(() => ask({}, `sid=${'A'.repeat(43)}`), 'invalid_token')
  })
})

it('a credential that is not valid here is invalid_token', () => {
  expect(invalidToken().code).toBe('invalid_token')
})
