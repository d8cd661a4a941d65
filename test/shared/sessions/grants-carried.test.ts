import { describe, expect, it } from 'vitest'
import { createAnswers } from '#shared/sessions/answers'
import { grantKey } from '#shared/sessions/grants'
import { handOut } from '#shared/sessions/hand-out'
import { openRevocable } from '#shared/sessions/revocable'
import type { Table } from '#shared/sessions/table'
import { useDatabase } from '../support/database.ts'
import { newUser, openStores } from '../support/stores.ts'

const database = useDatabase()
const SECRET = 'the-client-secret'
const profile = { sub: 'auth0|x' }
const tokens = (refreshToken: string) => ({
  accessToken: `at-${refreshToken}`,
  refreshToken,
  idToken: 'it',
  accessExpiresAt: 2 ** 40,
})

/** A grant whose lease is the test's own. */
async function leased(table = database.table) {
  const [stores, token, userId] = [openStores(table), `rt-${newUser()}`, newUser()]
  const owner = { client: 'app', userId, family: 'f', auth0Sid: 'auth0-session', profile }
  await handOut(stores, { ...owner, clientSecret: SECRET, tokens: tokens(token) })
  const grant = (await stores.grants.open(token)) ?? Promise.reject(new Error('No grant'))
  await stores.grants.takeLease(await grant, 'me')
  return { ...stores, token, userId, grant: await grant }
}

/** What whoever ends the grant by its key would revoke. */
async function carriedBy(token: string): Promise<string | undefined> {
  const pk = grantKey(token)
  const sealed = (await database.table.read(pk))?.['revocable']
  return sealed instanceof Uint8Array ? openRevocable(SECRET, { stage: 'dev', client: 'app', pk }, sealed) : undefined
}

describe('a grant carries for its revocation', () => {
  it('its refresh token, and what it stands for when the tenant does not rotate', async () => {
    const { grants, grant, token } = await leased()
    expect(await carriedBy(token)).toBe(token)
    await grants.commit(grant, 'me', { tokens: tokens(token), profile, rotated: false, clientSecret: SECRET })
    expect(await carriedBy(token)).toBe(token)
  })

  it('nothing once it was traded for another', async () => {
    const { grants, grant, token } = await leased()
    const used = await grants.commit(grant, 'me', {
      tokens: tokens('rt-next'),
      profile,
      rotated: true,
      clientSecret: SECRET,
    })
    expect(used?.successor).toBe(grantKey('rt-next'))
    expect(await carriedBy(token)).toBeUndefined()
  })

  it('what the tenant rotated to in an answer that could not be proved, and asks with that', async () => {
    const { grants, grant, token } = await leased()
    expect(await grants.commitUnproved(grant, 'other', 'rt-rotated', SECRET)).toBeUndefined()
    const kept = await grants.commitUnproved(grant, 'me', 'rt-rotated', SECRET)
    expect(kept).toEqual(await grants.open(token))
    expect(kept).toMatchObject({ rotatedTo: 'rt-rotated', version: 1, profile, idToken: 'it' })
    expect([kept?.usedAt, kept?.leaseOwner]).toEqual([undefined, undefined])
    expect(await carriedBy(token)).toBe('rt-rotated')
  })
})

it('the items of an app’s login name the session at Auth0', async () => {
  const { userId } = await leased()
  const items = (await database.scan()).filter((item) => item['userId'] === userId)
  expect(items).toMatchObject([{ auth0Sid: 'auth0-session' }, { auth0Sid: 'auth0-session' }])
})

describe('the end of a family', () => {
  it('tells what it ended', async () => {
    const { grants, userId, token } = await leased()
    const { items, failures } = await grants.endFamily({ userId, family: 'f' }, [grantKey(token)])
    expect(items).toHaveLength(2)
    expect(failures).toEqual([])
  })

  it('ends what is known although the index does not answer, and tells', async () => {
    const failure = new Error('down')
    const keys: Table['keys'] = () => Promise.reject(failure)
    const { grants, userId, token } = await leased({ ...database.table, keys })
    const { items, failures } = await grants.endFamily({ userId, family: 'f' }, [grantKey(token)])
    expect(items).toHaveLength(2)
    expect(failures).toEqual([failure])
    expect(await grants.open(token)).toBeUndefined()
  })
})

it.each([
  ['another client', {}, 'cms'],
  ['another stage', { stage: 'prod' }, 'app'],
])('an answer does not open for %s', async (_, change, client) => {
  const needs = { table: database.table, stage: 'dev', clock: () => 0, replaySeconds: 60 }
  const used = newUser()
  await createAnswers(needs).keep(used, 'app', tokens(used))
  expect(await createAnswers(needs).find(used, 'app')).toEqual(tokens(used))
  expect(await createAnswers({ ...needs, ...change }).find(used, client)).toBeUndefined()
})
