import { describe, expect, it } from 'vitest'
import { TenantUnreachable } from '#shared/auth0/ask'
import { createKeys } from '#shared/auth0/keys'
import type { Cache, CacheEntry } from '#shared/sessions/cache'
import { verifyIdToken } from '#shared/tokens'
import { makeClock } from '../support/database.ts'
import { expectRefusal } from '../support/refusal.ts'
import { foreignKey, publicJwk, signToken, tenantKey } from '../support/signing.ts'
import { type Act, scriptedAsk } from '../support/tenant.ts'

const TENANT = 'https://tenant.eu.auth0.com'
const JWKS = `${TENANT}/.well-known/jwks.json`
const jwks = (...keys: { kid: string; publicKey: typeof tenantKey.publicKey }[]) => ({
  body: JSON.stringify({ keys: keys.map(publicJwk) }),
})
const [current, next] = [tenantKey, { ...foreignKey, kid: 'next' }]
const down = new TenantUnreachable('ETIMEDOUT')

/** Instances that share a cache, a clock and a tenant. */
function stage(...script: Act[]) {
  const { clock, forward } = makeClock()
  const { ask, asked } = scriptedAsk(...script)
  const entries = new Map<string, CacheEntry>()
  const cache: Cache = {
    read: async (name) => entries.get(name),
    async write(name, text) {
      entries.set(name, { text, writtenAt: Math.floor(clock() / 1000) })
    },
  }
  const newInstance = () => createKeys({ ask, cache, clock })
  const verify = (key: typeof current, restSeconds?: number, instance = newInstance()) => {
    const iat = Math.floor(clock() / 1000)
    const claims = { iss: `${TENANT}/`, aud: 'c', sub: 'auth0|1', iat, exp: iat + 60 }
    const keys = instance(TENANT, restSeconds)
    const expected = { keys, issuer: `${TENANT}/`, clientId: 'c', algorithms: ['RS256'], now: clock() }
    return verifyIdToken(signToken(claims, { kid: key.kid }, key.privateKey), expected)
  }
  return { verify, newInstance, asked, entries, forward }
}

describe('the tenant’s keys', () => {
  it('are fetched once and shared by all instances', async () => {
    const { verify, asked, forward } = stage(jwks(current))
    await verify(current)
    forward(599)
    await verify(current)
    expect(asked).toEqual([{ method: 'GET', url: JWKS }])
  })

  it('are fetched anew when they are old', async () => {
    const { verify, asked, forward } = stage(jwks(current), jwks(current, next))
    await verify(current)
    forward(600)
    await verify(next)
    expect(asked).toHaveLength(2)
  })

  it('are fetched anew, once, for an unknown key', async () => {
    const { verify, asked } = stage(jwks(current), jwks(current, next))
    await verify(current)
    await verify(next)
    await verify(next)
    expect(asked).toHaveLength(2)
  })

  it('are not fetched twice for a key that stays unknown', async () => {
    const { verify, asked } = stage(jwks(current))
    await expectRefusal(() => verify(next), 'bad_gateway')
    expect(asked).toHaveLength(1)
    await expectRefusal(() => verify(next), 'bad_gateway')
    expect(asked).toHaveLength(2)
  })

  it('are not fetched for every unknown key of tokens that anybody may send', async () => {
    const { verify, asked, forward } = stage(jwks(current), jwks(current, next))
    await verify(current, 60)
    forward(59)
    await expectRefusal(() => verify(next, 60), 'bad_gateway')
    expect(asked).toHaveLength(1)
    forward(1)
    await verify(next, 60)
    expect(asked).toHaveLength(2)
  })

  it('are read once by an instance, as long as they are fresh', async () => {
    const { verify, newInstance, asked, entries, forward } = stage(jwks(current), jwks(current))
    const instance = newInstance()
    await verify(current, 0, instance)
    entries.clear()
    forward(599)
    await verify(current, 0, instance)
    expect(asked).toHaveLength(1)
    forward(1)
    await verify(current, 0, instance)
    expect(asked).toHaveLength(2)
  })

  it('that another instance has fetched serve an instance that holds older ones', async () => {
    const { verify, newInstance, asked, forward } = stage(jwks(current), jwks(current, next))
    const instance = newInstance()
    await verify(current, 60, instance)
    forward(60)
    await verify(next, 60)
    await verify(next, 60, instance)
    expect(asked).toHaveLength(2)
  })

  it('are not fetched anew for a wrong signature', async () => {
    const { verify, asked } = stage(jwks(current))
    await expectRefusal(() => verify({ ...foreignKey, kid: current.kid }), 'bad_gateway')
    expect(asked).toHaveLength(1)
  })
})

describe('while the tenant does not answer', () => {
  it.each<[string, Act]>([
    ['nothing comes', down],
    ['a fault comes', { status: 503 }],
    ['a page comes', { body: '<html>' }],
    ['no keys come', { body: '{"keys":"none"}' }],
  ])('old keys serve: %s', async (_, act) => {
    const { verify, forward, entries } = stage(jwks(current), act)
    await verify(current)
    const before = entries.get(JWKS)
    forward(3600)
    expect((await verify(current)).sub).toBe('auth0|1')
    expect(entries.get(JWKS)).toEqual(before)
  })

  it('new keys cannot be proved, which is an outage and no forgery', async () => {
    const { verify } = stage(jwks(current), down)
    await verify(current)
    await expectRefusal(() => verify(next), 'temporarily_unavailable')
  })

  it('nothing can be proved when no keys were ever seen', async () => {
    await expectRefusal(() => stage(down).verify(current), 'temporarily_unavailable')
    await expectRefusal(() => stage({ status: 404 }).verify(current), 'temporarily_unavailable')
  })

  it('keys are had again as soon as it answers', async () => {
    const { verify } = stage(down, jwks(current))
    await expectRefusal(() => verify(current), 'temporarily_unavailable')
    expect((await verify(current)).sub).toBe('auth0|1')
  })
})
