import { describe, expect, it } from 'vitest'
import { unavailable } from '#shared/errors'
import { refreshGrant } from '#shared/refresh/grant'
import { grantKey } from '#shared/sessions/grants'
import { handOut } from '#shared/sessions/hand-out'
import { makeConfig } from '../support/config.ts'
import { useDatabase } from '../support/database.ts'
import { expectRefusal } from '../support/refusal.ts'
import { newUser, openStores } from '../support/stores.ts'
import { type Act, scriptedTenant, tokensOf } from '../support/tenant.ts'

const database = useDatabase()
const config = makeConfig({ app: {} })
const refused = { status: 403, body: '{"error":"invalid_grant"}' }
const pause = () => new Promise<void>((resolve) => void setImmediate(resolve))
let logins = 0

/** A login of an app, its grant, and an instance whose tenant follows a script. */
async function begun(script: (Act | (() => Promise<Act>))[] = [], userId = newUser()) {
  logins += 1
  const tokens = {
    accessToken: `at-of-${logins}`,
    refreshToken: `rt-of-${logins}`,
    idToken: 'it',
    accessExpiresAt: 2 ** 40,
  }
  const renewed = tokensOf(userId, { access_token: `at2-of-${logins}`, refresh_token: `rt2-of-${logins}` })
  const stores = openStores(database.table)
  const family = `family-${logins}`
  const profile = { sub: userId, email: 'old@site.example' }
  await handOut(stores, { client: 'app', userId, family, profile, clientSecret: undefined, tokens })
  const scripted = scriptedTenant(stores.clock, ...(script.length > 0 ? script : [renewed, refused]))
  const needs = { ...stores, tenant: scripted.tenant, config, replaySeconds: 60, pause }
  const open = async () => {
    const grant = await stores.grants.open(tokens.refreshToken)
    if (!grant) throw new Error('The grant has ended')
    return grant
  }
  return { ...stores, ...scripted, needs, tokens, userId, open, renewed }
}

describe('a refreshed grant', () => {
  it('leads to new tokens that are honoured here', async () => {
    const { needs, open, bearers, grants, userId } = await begun()
    const tokens = await refreshGrant(needs, await open())
    expect((await bearers.open(tokens.accessToken))?.profile).toEqual({ sub: userId, email: 'new@site.example' })
    expect(await grants.open(tokens.refreshToken ?? '')).toMatchObject({ version: 0, userId })
  })

  it('is asked for once by 12 who ask at the same time', async () => {
    const { needs, open, asked } = await begun()
    const grant = await open()
    const all = await Promise.all(Array.from({ length: 12 }, () => refreshGrant(needs, grant)))
    expect(asked).toHaveLength(1)
    expect(new Set(all.map(({ accessToken }) => accessToken)).size).toBe(1)
  })

  it('gives the same answer again within the window, unasked', async () => {
    const { needs, open, asked, forward } = await begun()
    const first = await refreshGrant(needs, await open())
    forward(59)
    expect(await refreshGrant(needs, await open())).toEqual(first)
    expect(asked).toHaveLength(1)
  })

  it.each([
    ['after the window', 60, 60],
    ['at once when there is no window', 0, 0],
  ])('looks stolen %s: the tenant is asked, and its refusal ends the family', async (_, replaySeconds, later) => {
    const { needs, open, asked, forward, tokens, bearers, grants, userId } = await begun()
    const other = await begun([], userId)
    const answer = await refreshGrant({ ...needs, replaySeconds }, await open())
    forward(later)
    await expectRefusal(async () => refreshGrant({ ...needs, replaySeconds }, await open()), 'invalid_token')
    expect(asked).toHaveLength(2)
    expect(await grants.open(tokens.refreshToken)).toBeUndefined()
    expect(await grants.open(answer.refreshToken ?? '')).toBeUndefined()
    expect(await bearers.find(tokens.accessToken)).toBeUndefined()
    expect(await bearers.find(answer.accessToken)).toBeUndefined()
    expect(await bearers.find(other.tokens.accessToken)).toBeDefined()
  })

  it('stays good where the tenant does not rotate', async () => {
    const { needs, open, tokens, forward, asked } = await begun([
      tokensOf('x', { refresh_token: undefined, id_token: undefined }),
    ])
    const answer = await refreshGrant(needs, await open())
    expect(answer).toMatchObject({ refreshToken: tokens.refreshToken, accessToken: 'at-2', idToken: 'it' })
    forward(61)
    expect((await refreshGrant(needs, await open())).accessToken).toBe('at-2')
    expect(asked).toHaveLength(2)
  })
})

describe('a refresh that fails', () => {
  it.each<[string, Act, 'temporarily_unavailable' | 'too_many_requests' | 'bad_gateway']>([
    ['a fault of the tenant', { status: 500 }, 'temporarily_unavailable'],
    ['a limit', { status: 429 }, 'too_many_requests'],
  ])('by %s keeps the grant and no lease', async (_, act, word) => {
    const { needs, open } = await begun([act])
    const grant = await open()
    await expectRefusal(() => refreshGrant(needs, grant), word)
    expect(await open()).toEqual(grant)
  })

  it('by an ID token that is not proved keeps what the tenant rotated to, and asks with that next time', async () => {
    const unproved = tokensOf('auth0|another', { refresh_token: 'rt-x' })
    const { needs, open, tokens, forms } = await begun([unproved, refused])
    await expectRefusal(async () => refreshGrant(needs, await open()), 'bad_gateway')
    const kept = await open()
    expect(kept).toMatchObject({ version: 1, rotatedTo: 'rt-x' })
    expect([kept.leaseOwner, kept.usedAt, kept.answer]).toEqual([undefined, undefined, undefined])
    await expectRefusal(() => refreshGrant(needs, kept), 'invalid_token')
    expect(forms()).toMatchObject([{ refresh_token: tokens.refreshToken }, { refresh_token: 'rt-x' }])
  })

  it('by refusal ends the grant and its bearer', async () => {
    const { needs, open, tokens, grants, bearers } = await begun([refused])
    await expectRefusal(async () => refreshGrant(needs, await open()), 'invalid_token')
    expect(await grants.open(tokens.refreshToken)).toBeUndefined()
    expect(await bearers.open(tokens.accessToken)).toBeUndefined()
  })

  it('by refusal ends the family although the table does not tell that it ended the grant', async () => {
    const { needs, open, tokens, bearers, grants } = await begun([refused])
    const endRefused = async (...refusal: Parameters<typeof grants.endRefused>) => {
      await grants.endRefused(...refusal)
      return grants.endRefused(...refusal)
    }
    const lost = { ...needs, grants: { ...grants, endRefused } }
    await expectRefusal(async () => refreshGrant(lost, await open()), 'invalid_token')
    expect(await bearers.open(tokens.accessToken)).toBeUndefined()
  })

  it('since the grant ended meanwhile leaves nothing behind, and the new token is revoked', async () => {
    const made = begun([
      async () => {
        const { grants, tokens, renewed } = await made
        await grants.end(grantKey(tokens.refreshToken))
        return renewed
      },
      {},
    ])
    const { needs, open, bearers, grants, forms } = await made
    await expectRefusal(async () => refreshGrant(needs, await open()), 'invalid_token')
    const revoked = String(forms()[1]?.['token'])
    expect(forms()[1]).toMatchObject({ path: '/oauth/revoke', token: expect.stringMatching(/^rt2-of-/) })
    expect(await grants.open(revoked)).toBeUndefined()
    expect(await bearers.open(revoked.replace('rt2', 'at2'))).toBeUndefined()
  })

  it('since the grant ended meanwhile has the new token revoked although the table is down', async () => {
    const made = begun([
      async () => {
        const { grants, tokens, renewed } = await made
        await grants.end(grantKey(tokens.refreshToken))
        return renewed
      },
      {},
    ])
    const { needs, open, bearers, forms } = await made
    const down = { ...bearers, end: () => Promise.reject(unavailable('The session store does not answer')) }
    await expectRefusal(async () => refreshGrant({ ...needs, bearers: down }, await open()), 'temporarily_unavailable')
    expect(forms()[1]).toMatchObject({ path: '/oauth/revoke' })
    expect(await needs.grants.open(String(forms()[1]?.['token']))).toBeUndefined()
  })
})
