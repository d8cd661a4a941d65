import { createLocalJWKSet } from 'jose'
import { describe, expect, it } from 'vitest'
import { unavailable } from '#shared/errors'
import { addressOf, type ExpectedLogoutToken, verifyLogoutToken } from '#shared/logout-token'
import { type Claims, forgedTokens, goodClaims, type Signer, signLogout } from '../support/logout-tokens.ts'
import { expectRefusal, refusalOf } from './support/refusal.ts'
import { publicJwk, tenantKey } from './support/signing.ts'

const NOW = 1_795_341_600
const signer: Signer = {
  ...{ issuer: 'https://tenant.eu.auth0.com/', clientId: 'client-id', key: tenantKey.privateKey, kid: tenantKey.kid },
  pem: tenantKey.publicKey.export({ type: 'spki', format: 'pem' }),
  now: NOW,
}
const expected: ExpectedLogoutToken = {
  keys: createLocalJWKSet({ keys: [publicJwk(tenantKey)] }),
  issuer: signer.issuer,
  clientId: 'client-id',
  algorithms: ['RS256'],
  now: NOW * 1000,
}
const verify = (claims: Claims, header: object = {}, changes: Partial<ExpectedLogoutToken> = {}) =>
  verifyLogoutToken(signLogout(signer, { ...goodClaims(signer), ...claims }, header), { ...expected, ...changes })

describe('a logout token is taken', () => {
  it.each<[string, Claims, object]>([
    ['as Auth0 sends it', {}, {}],
    ['as the specification types it', {}, { typ: 'logout+jwt' }],
    ['of a session alone', { sub: undefined }, {}],
    ['of a user alone', { sid: undefined }, {}],
    ['for a list of this client only', { aud: ['client-id'] }, {}],
    ['with more events beside', { events: { ...Object(goodClaims(signer)['events']), 'https://x.example/': {} } }, {}],
    ['from a clock that runs ahead within the tolerance', { iat: NOW + 5, exp: NOW + 125 }, {}],
    ['as late as its life and the tolerance allow', { iat: NOW - 124, exp: NOW - 4 }, {}],
  ])('%s', async (_, claims, header) => {
    const { sub, sid } = await verify(claims, header)
    expect({ sub, sid }).toEqual({ sub: 'auth0|1', sid: 'auth0-session', ...pick(claims) })
  })
})

describe('a logout token is refused for', () => {
  it.each(forgedTokens(signer))('%s', async (_, token) => {
    await expectRefusal(() => verifyLogoutToken(token, expected), 'invalid_request')
  })

  it.each<[string, Claims]>([
    ['iat just beyond the tolerance', { iat: NOW + 6, exp: NOW + 126 }],
    ['exp just beyond the tolerance', { iat: NOW - 100, exp: NOW - 5 }],
    ['a life just longer than two minutes', { exp: NOW + 121 }],
    ['a client that is another one of ours', { aud: 'other-client' }],
  ])('%s', async (_, claims) => {
    await expectRefusal(() => verify(claims), 'invalid_request')
  })

  it('an algorithm that the client does not allow', async () => {
    await expectRefusal(() => verify({}, {}, { algorithms: ['ES256'] }), 'invalid_request')
  })
})

it('keys that cannot be had are an outage, not a forgery', async () => {
  await expectRefusal(
    () => verify({}, {}, { keys: () => Promise.reject(unavailable('down')) }),
    'temporarily_unavailable',
  )
})

it('the refusal names the claim and quotes nothing of the token', async () => {
  const { message } = await refusalOf(verify({ sid: { secret: 'secret-sid' } }))
  expect(message).toContain('sid')
  expect(message).not.toContain('secret')
})

it.each(['client-id', ['client-id']])('a token for %j says whom it is from and for', (aud) => {
  const token = signLogout(signer, { ...goodClaims(signer), aud })
  expect(addressOf(token)).toEqual({ issuer: signer.issuer, clientId: 'client-id' })
})

it.each(['', 'x', 'a.b.c', signLogout(signer, { iss: 'i', aud: ['a', 'b'] }), signLogout(signer, { aud: 'a' })])(
  'a token that is for no client or several has no address: %j',
  async (token) => {
    await expectRefusal(() => addressOf(token), 'invalid_request')
  },
)

function pick(claims: Claims): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => ['sub', 'sid'].includes(name)))
}
