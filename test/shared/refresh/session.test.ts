import { describe, expect, it } from 'vitest'
import { unavailable } from '#shared/errors'
import { clearCookie } from '#shared/http/cookies'
import { freshSession, refreshSession } from '#shared/refresh/session'
import { makeConfig } from '../support/config.ts'
import { useDatabase } from '../support/database.ts'
import { useLog } from '../support/log.ts'
import { expectRefusal, refusalOf } from '../support/refusal.ts'
import { newSession, newUser, openStores } from '../support/stores.ts'
import { type Act, scriptedTenant, tokensOf } from '../support/tenant.ts'

const database = useDatabase()
const lines = useLog()
const config = makeConfig({ site: { scopes: ['website'] } })
const cookie = { name: 'sid', path: '/' }
const refused = { status: 403, body: '{"error":"invalid_grant"}' }

/** A session of a user and an instance whose tenant follows a script. */
async function begun(...script: (Act | (() => Promise<Act>))[]) {
  const stores = openStores(database.table)
  const { sessions, clock } = stores
  const session = await sessions.start(newSession({ userId: newUser(), lifetime: 86_400 }))
  const scripted = scriptedTenant(clock, ...(script.length > 0 ? script : [tokensOf(session.userId)]))
  const pause = () => new Promise<void>((resolve) => void setImmediate(resolve))
  return { ...stores, ...scripted, session, needs: { sessions, tenant: scripted.tenant, config, clock, pause } }
}

describe('a refreshed session', () => {
  it('has the new tokens and the new profile, and its old end', async () => {
    const { session, needs, sessions, forms } = await begun()
    const refreshed = await refreshSession(needs, session)
    expect(refreshed).toMatchObject({ accessToken: 'at-2', refreshToken: 'rt-2', version: 1 })
    expect(refreshed).toMatchObject({ profile: { email: 'new@site.example' }, expiresAt: session.expiresAt })
    expect(await sessions.open(session.sid)).toEqual(refreshed)
    expect(forms()).toMatchObject([{ path: '/oauth/token', refresh_token: 'the-refresh-token' }])
  })

  it('keeps what the tenant leaves out', async () => {
    const { session, needs } = await begun(tokensOf('x', { refresh_token: undefined, id_token: undefined }))
    const { accessToken, refreshToken, idToken, profile } = await refreshSession(needs, session)
    expect([accessToken, refreshToken, idToken]).toEqual(['at-2', 'the-refresh-token', 'the-id-token'])
    expect(profile).toEqual(session.profile)
  })

  it('is asked for only when the access token has expired', async () => {
    const { session, needs, forms, forward } = await begun()
    forward(session.accessExpiresAt - needs.clock() / 1000 - 1)
    expect(await freshSession(needs, session)).toBe(session)
    expect(forms()).toEqual([])
    forward(1)
    expect((await freshSession(needs, session)).accessToken).toBe('at-2')
    expect(forms()).toHaveLength(1)
  })

  it('is asked for once by 12 who ask at the same time', async () => {
    const { session, needs, forms } = await begun()
    const all = await Promise.all(Array.from({ length: 12 }, () => refreshSession(needs, session)))
    expect(forms()).toHaveLength(1)
    expect(new Set(all.map(({ accessToken }) => accessToken))).toEqual(new Set(['at-2']))
  })
})

describe('a refresh that fails', () => {
  it.each<[string, Act, string]>([
    ['a fault of the tenant', { status: 503 }, 'temporarily_unavailable'],
    ['a limit', { status: 429 }, 'too_many_requests'],
    ['our own configuration', { status: 401, body: '{"error":"access_denied"}' }, 'bad_gateway'],
  ])('by %s keeps the session, its cookie and no lease', async (_, act, code) => {
    const { session, needs, sessions } = await begun(act)
    const refusal = await refusalOf(refreshSession(needs, session))
    expect(refusal).toMatchObject({ code })
    expect(refusal.options.cookies).toBeUndefined()
    expect(await sessions.open(session.sid)).toEqual(session)
  })

  it('by an ID token that is not proved keeps what the tenant rotated to, and nothing else of its answer', async () => {
    const { session, needs, sessions, forms } = await begun(tokensOf('auth0|another'), refused)
    await expectRefusal(() => refreshSession(needs, session), 'bad_gateway')
    const kept = await sessions.open(session.sid)
    const { version, refreshToken, refreshedAt, ...rest } = session
    expect(kept).toMatchObject({ ...rest, version: 1, refreshToken: 'rt-2' })
    expect(kept?.leaseOwner).toBeUndefined()
    await expectRefusal(async () => refreshSession(needs, kept ?? session), 'invalid_token')
    expect(forms()).toMatchObject([{ refresh_token: 'the-refresh-token' }, { refresh_token: 'rt-2' }])
  })

  it('by refusal ends the session and clears its cookie', async () => {
    const { session, needs, sessions } = await begun(refused)
    const refusal = await refusalOf(refreshSession(needs, session))
    expect(refusal.code).toBe('invalid_token')
    expect(refusal.options.cookies).toEqual([clearCookie(cookie)])
    expect(await sessions.open(session.sid)).toBeUndefined()
  })

  it('for want of a refresh token ends the session unasked', async () => {
    const { sessions, needs, asked } = await begun()
    const { refreshToken: _, ...content } = newSession().content
    const session = await sessions.start(newSession({ content }))
    await expectRefusal(() => refreshSession(needs, session), 'invalid_token')
    expect(await sessions.open(session.sid)).toBeUndefined()
    expect(asked).toEqual([])
  })

  it('of a client that is no more ends nothing', async () => {
    const { needs, session, sessions, asked } = await begun()
    const gone = { ...needs, config: makeConfig({ other: {} }) }
    await expectRefusal(() => refreshSession(gone, session), 'invalid_token')
    expect(await sessions.open(session.sid)).toBeDefined()
    expect(asked).toEqual([])
  })
})

describe('while the tenant is asked', () => {
  it('a logout wins: the session stays ended and the new refresh token is revoked', async () => {
    const { session, needs, sessions, forms } = await begun(async () => {
      await sessions.end(session)
      return tokensOf(session.userId)
    }, {})
    const refusal = await refusalOf(refreshSession(needs, session))
    expect(refusal).toMatchObject({ code: 'invalid_token', options: { cookies: [clearCookie(cookie)] } })
    expect(await sessions.open(session.sid)).toBeUndefined()
    expect(forms()[1]).toMatchObject({ path: '/oauth/revoke', token: 'rt-2' })
  })

  it('a logout may win, and the table not tell: the log says that what came is not stored', async () => {
    const { session, needs, sessions } = await begun(async () => {
      await sessions.end(session)
      return tokensOf(session.userId)
    })
    const open = () => Promise.reject(unavailable('The session store does not answer'))
    const dumb = { ...needs, sessions: { ...sessions, open } }
    await expectRefusal(() => refreshSession(dumb, session), 'temporarily_unavailable')
    expect(lines).toMatchObject([{ event: 'refresh_not_stored' }])
  })

  /** Another instance refreshes, since the lease ran out meanwhile. */
  const overtaken = (answer: (userId: string) => Act) => {
    const made = begun(async () => {
      const { session, sessions, forward } = await made
      forward(11)
      await sessions.takeLease(session, 'other')
      await sessions.commit(session, 'other', { ...newSession().content, accessToken: 'of-the-other' })
      return answer(session.userId)
    })
    return made
  }

  it.each<[string, (userId: string) => Act]>([
    ['refused', () => refused],
    ['answered', tokensOf],
  ])('another instance’s refresh wins over one that is %s late', async (_, answer) => {
    const { session, needs, sessions } = await overtaken(answer)
    expect((await refreshSession(needs, session)).accessToken).toBe('of-the-other')
    expect(await sessions.open(session.sid)).toMatchObject({ accessToken: 'of-the-other', version: 1 })
  })

  it('the lease may be lost, and nothing is written', async () => {
    const made = begun(async () => {
      const { session, sessions, forward } = await made
      forward(11)
      await sessions.takeLease(session, 'other')
      return tokensOf(session.userId)
    })
    const { session, needs, sessions } = await made
    await expectRefusal(() => refreshSession(needs, session), 'temporarily_unavailable')
    expect(await sessions.open(session.sid)).toMatchObject({ version: 0, leaseOwner: 'other' })
  })
})
