import fc from 'fast-check'
import { createLocalJWKSet } from 'jose'
import { describe, expect, it } from 'vitest'
import { toProfile } from '#shared/profile'
import { verifyIdToken } from '#shared/tokens'
import { publicJwk, signToken, tenantKey } from './support/signing.ts'

const NS = 'https://ns.example/'
const PROTOCOL = [
  'iss',
  'aud',
  'exp',
  'iat',
  'nonce',
  'at_hash',
  'c_hash',
  'azp',
  'sid',
  'session_expiry',
  'nbf',
  'jti',
  'auth_time',
]
const iss = 'https://t.example/'
const required = { iss, aud: 'c', sub: 'auth0|1', iat: 1, exp: 2 ** 40, azp: 'c', session_expiry: 9000 }

/** Proves claims, as every profile begins, and shows them. */
async function profileOf(claims: object, namespaces: readonly string[] = [NS]): Promise<Record<string, unknown>> {
  const keys = createLocalJWKSet({ keys: [publicJwk(tenantKey)] })
  const expected = { keys, issuer: required.iss, clientId: 'c', algorithms: ['RS256'], now: 5000 }
  return toProfile(await verifyIdToken(signToken({ ...claims, ...required }), expected), namespaces)
}

describe('a profile has', () => {
  it.each<[string, object, object]>([
    [
      'the user’s claims',
      { email: 'a@b.example', email_verified: true },
      { email: 'a@b.example', email_verified: true },
    ],
    ['custom claims under their last segment', { [`${NS}app_metadata`]: { a: 1 } }, { app_metadata: { a: 1 } }],
    ['custom claims of deeper paths', { [`${NS}x/y/user_metadata`]: 'm' }, { user_metadata: 'm' }],
    ['no claims of other namespaces', { 'https://other.example/role': 'admin' }, {}],
    ['no claims of a namespace that only begins alike', { 'https://ns.example.evil.example/role': 'admin' }, {}],
    ['no claims of a namespace without a name', { [NS]: 1 }, {}],
    ['groups on top', { [`${NS}app_metadata`]: { groups: ['a'] } }, { app_metadata: { groups: ['a'] }, groups: ['a'] }],
    [
      'groups on top when none',
      { [`${NS}app_metadata`]: { groups: [] } },
      { app_metadata: { groups: [] }, groups: [] },
    ],
    ['no groups that are no list', { [`${NS}app_metadata`]: { groups: 'a' } }, { app_metadata: { groups: 'a' } }],
    ['no groups of no metadata', { [`${NS}app_metadata`]: null }, { app_metadata: null }],
    [
      'no groups of the user’s own metadata',
      { [`${NS}user_metadata`]: { groups: ['a'] } },
      { user_metadata: { groups: ['a'] } },
    ],
    ['a standard claim before a custom one', { email: 'real', [`${NS}email`]: 'fake' }, { email: 'real' }],
  ])('%s', async (_, claims, shown) => {
    expect(await profileOf(claims)).toEqual({ sub: 'auth0|1', ...shown })
  })

  it('the user who was proved, whatever a custom claim says', async () => {
    expect(await profileOf({ [`${NS}sub`]: 'auth0|2' })).toEqual({ sub: 'auth0|1' })
  })

  it('claims of a namespace written without its final slash', async () => {
    expect(await profileOf({ [`${NS}role`]: 1 }, ['https://ns.example'])).toEqual({ sub: 'auth0|1', role: 1 })
  })

  it('a single claim when the namespace is its whole name', async () => {
    const claims = { [`${NS}role`]: 1, [`${NS}roles`]: 2 }
    expect(await profileOf(claims, [`${NS}role`])).toEqual({ sub: 'auth0|1', role: 1 })
  })

  it('no custom claims where no namespace is configured', async () => {
    expect(await profileOf({ [`${NS}role`]: 1 }, [])).toEqual({ sub: 'auth0|1' })
  })
})

it('claims of the protocol never leave, by whatever name', async () => {
  const name = fc.constantFrom(...PROTOCOL, ...PROTOCOL.map((claim) => NS + claim), 'email', `${NS}role`)
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, fc.jsonValue()), async (claims) => {
      const { nbf: _, ...rest } = claims
      const shown = Object.keys(await profileOf(rest))
      expect(shown.filter((claim) => PROTOCOL.includes(claim))).toEqual([])
      expect(shown.filter((claim) => claim.includes(':'))).toEqual([])
    }),
  )
})
