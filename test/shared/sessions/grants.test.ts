import { describe, expect, it } from 'vitest'
import { fingerprint } from '#shared/seal'
import type { NewGrant } from '#shared/sessions/grant-item'
import { grantKey } from '#shared/sessions/grants'
import { handOut } from '#shared/sessions/hand-out'
import { asText, useDatabase } from '../support/database.ts'
import { newSession, newUser, openStores } from '../support/stores.ts'

const database = useDatabase()
const open = () => openStores(database.table)
const NOW = 1_795_341_600
const profile = { sub: 'auth0|x', email: 'anna@site.example' }
const newToken = () => `refresh-token-${newUser()}`
const grant = (changes: Partial<NewGrant> = {}): NewGrant => ({
  client: 'app',
  userId: newUser(),
  family: 'family-1',
  accessToken: 'the-access-token',
  idToken: 'the-id-token',
  profile,
  clientSecret: 'the-client-secret',
  ...changes,
})
const answered = {
  tokens: { accessToken: 'new-access', refreshToken: 'new-refresh', idToken: 'new-id', accessExpiresAt: NOW + 60 },
  profile: { sub: 'auth0|x', email: 'new@site.example' },
  rotated: true,
}

/** Keeps a grant and opens it. */
async function kept(changes: Partial<NewGrant> = {}) {
  const stores = open()
  const token = newToken()
  await stores.grants.keep(token, grant(changes))
  const opened = await stores.grants.open(token)
  if (!opened) throw new Error('The grant does not open')
  return { ...stores, token, opened }
}

describe('a grant', () => {
  it('opens as it was kept, without the access token itself', async () => {
    const { token, opened } = await kept({ auth0Sid: 'auth0-session' })
    expect(opened).toMatchObject({ refreshToken: token, client: 'app', family: 'family-1', version: 0, profile })
    expect(opened).toMatchObject({ idToken: 'the-id-token', auth0Sid: 'auth0-session' })
    expect(opened.bearer).toBe(fingerprint('the-access-token'))
    expect(opened.answer).toBeUndefined()
  })

  it('that we did not hand out is none', async () => {
    expect(await open().grants.open(newToken())).toBeUndefined()
  })

  it('ends after 40 days on read', async () => {
    const { grants, forward, token } = await kept()
    forward(40 * 86_400 - 1)
    expect(await grants.open(token)).toBeDefined()
    forward(1)
    expect(await grants.open(token)).toBeUndefined()
  })

  it('ends at once and tells whether it was there', async () => {
    const { grants, token } = await kept()
    expect(await grants.end(grantKey(token))).toBe(true)
    expect(await grants.end(grantKey(token))).toBe(false)
    expect(await grants.open(token)).toBeUndefined()
  })

  it('shows no token and no profile, used or not', async () => {
    const { grants, opened, token } = await kept({ client: 'secrecy' })
    await grants.takeLease(opened, 'me')
    await grants.commit(opened, 'me', answered)
    const items = (await database.scan()).filter(({ client }) => client === 'secrecy')
    expect(items).toHaveLength(1)
    const texts = [token, 'the-access-token', 'the-id-token', 'new-access', 'new-refresh', 'new-id', 'site.example']
    for (const text of texts) expect(items.map(asText).join()).not.toContain(text)
  })

  it('does not open under another token, for another client or another stage', async () => {
    const [mine, theirs] = [await kept(), await kept()]
    const item = await database.table.read(grantKey(theirs.token))
    await database.table.write({ ...item, pk: grantKey(mine.token) })
    expect(await mine.grants.open(mine.token)).toBeUndefined()
    expect(await openStores(database.table, { stage: 'prod' }).grants.open(theirs.token)).toBeUndefined()
    await database.table.write({ ...item, pk: grantKey(theirs.token), client: 'cms' })
    expect(await theirs.grants.open(theirs.token)).toBeUndefined()
  })
})

describe('a used grant', () => {
  it('keeps its answer, when it was used, and its pair', async () => {
    const { grants, opened, token } = await kept()
    await grants.takeLease(opened, 'me')
    const used = await grants.commit(opened, 'me', answered)
    expect(used).toEqual(await grants.open(token))
    expect(used).toMatchObject({ answer: answered.tokens, usedAt: NOW, version: 1, bearer: opened.bearer })
    expect(used).not.toHaveProperty('leaseOwner')
  })

  it('forgets its answer after the replay window, and stays known as used', async () => {
    const { grants, opened, token, forward } = await kept()
    await grants.takeLease(opened, 'me')
    await grants.commit(opened, 'me', answered)
    forward(59)
    expect((await grants.open(token))?.answer).toEqual(answered.tokens)
    forward(1)
    expect(await grants.open(token)).toMatchObject({ usedAt: NOW, version: 1, answer: undefined })
  })

  it('without rotation goes with the new access token', async () => {
    const { grants, opened } = await kept()
    await grants.takeLease(opened, 'me')
    const used = await grants.commit(opened, 'me', { ...answered, rotated: false })
    expect(used?.bearer).toBe(fingerprint('new-access'))
  })

  it('is not written without the lease, after the version moved, or after its end', async () => {
    const { grants, opened, token } = await kept()
    expect(await grants.commit(opened, 'me', answered)).toBeUndefined()
    await grants.takeLease(opened, 'me')
    expect(await grants.commit(opened, 'other', answered)).toBeUndefined()
    expect(await grants.endRefused(opened, 'other')).toBe(false)
    await grants.commit(opened, 'me', answered)
    expect(await grants.commit(opened, 'me', answered)).toBeUndefined()
    expect(await grants.endRefused(opened, 'me')).toBe(false)
    await grants.end(grantKey(token))
    expect(await grants.commit(opened, 'me', answered)).toBeUndefined()
    expect(await database.table.read(grantKey(token))).toBeUndefined()
  })

  it('that was refused ends', async () => {
    const { grants, opened, token } = await kept()
    await grants.takeLease(opened, 'me')
    expect(await grants.endRefused(opened, 'me')).toBe(true)
    expect(await grants.open(token)).toBeUndefined()
  })
})

describe('the end of a family', () => {
  it('ends what a refresh token was traded for, although the index does not know of it yet', async () => {
    const { grants, bearers, opened, token } = await kept()
    const owner = { client: 'app', userId: newUser(), family: 'f', profile, clientSecret: undefined }
    await grants.takeLease(opened, 'me')
    await handOut({ grants, bearers }, { ...owner, tokens: answered.tokens })
    await grants.commit(opened, 'me', answered)
    await grants.endFamily({ userId: newUser(), family: 'f' }, [grantKey(token)])
    expect(await grants.open(answered.tokens.refreshToken)).toBeUndefined()
    expect(await bearers.open(answered.tokens.accessToken)).toBeUndefined()
  })

  it('ends its bearers and grants, those of no other login and no session', async () => {
    const stores = open()
    const userId = newUser()
    const login = async (family: string) => {
      const tokens = { ...answered.tokens, accessToken: newToken(), refreshToken: newToken() }
      await handOut(stores, { client: 'app', userId, family, profile, clientSecret: undefined, tokens })
      return async () => [await stores.bearers.open(tokens.accessToken), await stores.grants.open(tokens.refreshToken)]
    }
    const [first, second, other] = [await login('f1'), await login('f1'), await login('f2')]
    const content = { ...answered.tokens, profile }
    const { sid } = await stores.sessions.start(newSession({ userId, content }))
    await stores.grants.endFamily({ userId, family: 'f1' }, [])
    expect([...(await first()), ...(await second())]).toEqual([undefined, undefined, undefined, undefined])
    expect((await other()).every(Boolean)).toBe(true)
    expect(await stores.sessions.open(sid)).toBeDefined()
  })
})
