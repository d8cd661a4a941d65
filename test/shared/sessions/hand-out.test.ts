import { describe, expect, it } from 'vitest'
import { grantKey } from '#shared/sessions/grants'
import { handOut, takeBack } from '#shared/sessions/hand-out'
import { useDatabase } from '../support/database.ts'
import { newUser, openStores } from '../support/stores.ts'

const database = useDatabase()
const profile = { sub: 'auth0|x' }
const jwt = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`

/** What an app is about to get. */
function tokensOf(refreshToken: string | undefined = `rt-${newUser()}`) {
  const accessToken = jwt({ jti: newUser(), permissions: ['read:things'] })
  return { accessToken, refreshToken, idToken: 'it', accessExpiresAt: 2 ** 40 }
}
const owner = () => ({ client: 'app', userId: newUser(), family: newUser(), auth0Sid: 'sid', profile })

describe('tokens that an app gets', () => {
  it('are written down, each with its owner, and the bearer with its grant', async () => {
    const [stores, tokens, of] = [openStores(database.table), tokensOf(), owner()]
    await handOut(stores, { ...of, tokens, clientSecret: 'secret' })
    const { auth0Sid, ...shown } = of
    expect(await stores.bearers.open(tokens.accessToken)).toEqual({
      ...shown,
      expiresAt: 2 ** 40,
      grant: grantKey(tokens.refreshToken ?? ''),
      permissions: ['read:things'],
    })
    expect(await stores.grants.open(tokens.refreshToken ?? '')).toMatchObject({ ...shown, auth0Sid, idToken: 'it' })
    const item = await database.table.read(grantKey(tokens.refreshToken ?? ''))
    expect(item?.['revocable']).toBeDefined()
  })

  it('without a refresh token are a bearer alone', async () => {
    const [stores, tokens, of] = [openStores(database.table), { ...tokensOf(), refreshToken: undefined }, owner()]
    await handOut(stores, { ...of, tokens, clientSecret: 'secret' })
    expect((await stores.bearers.open(tokens.accessToken))?.grant).toBeUndefined()
    expect((await database.scan()).filter(({ userId }) => userId === of.userId)).toHaveLength(1)
  })

  it('whose refresh token stands there already lead to it', async () => {
    const [{ bearers, grants }, tokens] = [openStores(database.table), tokensOf()]
    await handOut({ bearers, grants: undefined }, { ...owner(), tokens, clientSecret: 'secret' })
    expect((await bearers.open(tokens.accessToken))?.grant).toBe(grantKey(tokens.refreshToken ?? ''))
    expect(await grants.open(tokens.refreshToken ?? '')).toBeUndefined()
  })
})

describe('tokens that nobody is to get', () => {
  it('are honoured no more, others of the user are', async () => {
    const [stores, of] = [openStores(database.table), owner()]
    const [mine, other] = [tokensOf(), tokensOf()]
    for (const tokens of [mine, other]) await handOut(stores, { ...of, tokens, clientSecret: undefined })
    await takeBack(stores, mine)
    expect(await stores.bearers.find(mine.accessToken)).toBeUndefined()
    expect(await stores.grants.open(mine.refreshToken ?? '')).toBeUndefined()
    expect(await stores.bearers.find(other.accessToken)).toBeDefined()
    expect(await stores.grants.open(other.refreshToken ?? '')).toBeDefined()
  })
  it('without a refresh token are a bearer alone', async () => {
    const [stores, tokens] = [openStores(database.table), { ...tokensOf(), refreshToken: undefined }]
    await handOut(stores, { ...owner(), tokens, clientSecret: undefined })
    await takeBack(stores, tokens)
    expect(await stores.bearers.find(tokens.accessToken)).toBeUndefined()
  })
})
