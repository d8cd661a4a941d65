import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openGrant } from '#shared/refresh/by-token'
import { handOut } from '#shared/sessions/hand-out'
import { makeConfig } from '../support/config.ts'
import { useDatabase } from '../support/database.ts'
import { httpEvent } from '../support/event.ts'
import { expectRefusal } from '../support/refusal.ts'
import { newUser, openStores } from '../support/stores.ts'

const database = useDatabase()
const secretHashes = [createHash('sha256').update('cms-secret').digest('hex')]
const config = makeConfig({ app: {}, other: {}, cms: { secretHashes } })
let logins = 0

/** What an app holds after a login. */
async function login(client = 'app', family = newUser()) {
  logins += 1
  const stores = openStores(database.table)
  const tokens = {
    accessToken: `access-${logins}`,
    refreshToken: `refresh-${logins}`,
    idToken: 'it',
    accessExpiresAt: 5,
  }
  await handOut(stores, { client, userId: 'auth0|1', family, profile: {}, clientSecret: undefined, tokens })
  const open = (headers: Record<string, string> = {}, refreshToken = tokens.refreshToken) =>
    openGrant({ ...stores, config }, httpEvent({ headers }), refreshToken)
  return { ...tokens, family, open }
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('a refresh token opens its grant', () => {
  it('by itself', async () => {
    const { open, family } = await login()
    expect((await open()).family).toBe(family)
  })

  it('with the bearer that was handed out with it, although it has expired', async () => {
    const { open, accessToken, family } = await login()
    expect((await open(bearer(accessToken))).family).toBe(family)
  })

  it('with another bearer of the same login', async () => {
    const first = await login()
    const second = await login('app', first.family)
    expect((await second.open(bearer(first.accessToken))).family).toBe(first.family)
  })

  it.each<[string, string, Record<string, string>]>([
    ['when its client is named', 'app', { 'client-type': 'app' }],
    ['when its client proves itself', 'cms', { secret: 'cms-secret' }],
    ['when nobody is named, although its client has secrets', 'cms', {}],
  ])('%s', async (_, client, headers) => {
    expect((await (await login(client)).open(headers)).client).toBe(client)
  })
})

describe('a refresh token is refused', () => {
  it('that we did not hand out', async () => {
    const { open } = await login()
    await expectRefusal(() => open({}, 'unknown'), 'invalid_token')
  })

  it('that is an access token', async () => {
    const { open, accessToken } = await login()
    await expectRefusal(() => open({}, accessToken), 'invalid_token')
  })

  it('with the bearer of another login, an unknown one, or none that is one token', async () => {
    const [{ open }, other] = [await login(), await login()]
    await expectRefusal(() => open(bearer(other.accessToken)), 'invalid_token')
    await expectRefusal(() => open(bearer('unknown')), 'invalid_token')
    await expectRefusal(() => open(bearer('')), 'invalid_token')
  })

  it.each<[string, Record<string, string>]>([
    ['when another client is named', { 'client-type': 'other' }],
    ['when another client proves itself', { secret: 'cms-secret' }],
    ['when an unknown client is named', { 'client-type': '__proto__' }],
    ['with an unknown secret', { secret: 'guess' }],
  ])('%s', async (_, headers) => {
    const { open } = await login()
    await expectRefusal(() => open(headers), 'invalid_client')
  })
})
