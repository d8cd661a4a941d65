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
  const config = makeConfig({ site: { scopes: ['website'] }, twin: { scopes: ['website'] } })
  const ask = async (headers: Record<string, string>, cookie?: string) => {
    const { sessions } = openStores(database.table)
    const { sid } = await sessions.start(newSession())
    const event = httpEvent({ method: 'POST', headers, cookies: [cookie ?? `sid=${sid}`] })
    return { sid, found: await requireBrowserSession(event, { config, sessions }) }
  }

  it.each<[string, Record<string, string>]>([
    ['of no browser', {}],
    ['of its own origin', { origin: 'https://site.example' }],
    ['that names its own client', { 'client-type': 'site', 'sec-fetch-site': 'same-origin' }],
  ])('opens the session %s', async (_, headers) => {
    const { sid, found } = await ask(headers)
    expect([found.session.sid, found.client.type]).toEqual([sid, 'site'])
  })

  it('is refused of another site', async () => {
    await expectRefusal(() => ask({ origin: 'https://evil.example' }), 'access_denied')
    await expectRefusal(() => ask({ 'sec-fetch-site': 'same-site' }), 'access_denied')
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
