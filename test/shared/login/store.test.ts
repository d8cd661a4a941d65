import { beforeEach, describe, expect, it } from 'vitest'
import { timeLeft, withDeadline } from '#shared/deadline'
import { unavailable } from '#shared/errors'
import { storeLogin } from '#shared/login/store'
import { makeClient } from '../support/config.ts'
import { useLog } from '../support/log.ts'
import { expectRefusal } from '../support/refusal.ts'
import { scriptedTenant } from '../support/tenant.ts'

const log = useLog()
const tokens = { accessToken: 'at', accessExpiresAt: 1, idToken: 'it', refreshToken: 'rt' }
const login = { client: makeClient(), tokens }
const fails = () => Promise.reject(unavailable('The session store does not answer'))
const done: string[] = []
const undo = async () => done.push('undone')

beforeEach(() => {
  done.length = 0
})

describe('a login that is stored', () => {
  it('is left alone', async () => {
    const { tenant, asked } = scriptedTenant(Date.now)
    expect(await storeLogin({ tenant }, login, { store: async () => 'stored', undo })).toBe('stored')
    expect([asked, done]).toEqual([[], []])
  })

  it('has its time, and spares some for taking it back', async () => {
    const { tenant } = scriptedTenant(Date.now)
    const store = async () => timeLeft()
    expect(await withDeadline(5000, () => storeLogin({ tenant }, login, { store, undo }))).toBeLessThanOrEqual(3500)
  })
})

describe('a login that can’t be stored', () => {
  it('is taken back: what was written is ended, and its refresh token is revoked', async () => {
    const { tenant, forms } = scriptedTenant(Date.now)
    await expectRefusal(() => storeLogin({ tenant }, login, { store: fails, undo }), 'temporarily_unavailable')
    expect(done).toEqual(['undone'])
    expect(forms()).toMatchObject([{ path: '/oauth/revoke', token: 'rt' }])
  })

  it('is revoked although what was written can’t be ended, and the log says so', async () => {
    const { tenant, forms } = scriptedTenant(Date.now)
    await expectRefusal(() => storeLogin({ tenant }, login, { store: fails, undo: fails }), 'temporarily_unavailable')
    expect(forms()).toHaveLength(1)
    expect(log).toMatchObject([{ event: 'undo_failed' }])
  })
})
