import { describe, expect, it } from 'vitest'
import { authorizationUrl, logoutUrl } from '#shared/auth0/urls'
import { makeClient } from '../support/config.ts'

const client = makeClient()

describe('the authorization URL', () => {
  // RFC 7636, appendix B.
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
  const request = { state: 's', nonce: 'n', verifier, connection: undefined, passThrough: {} }

  it('carries the S256 challenge of the verifier', () => {
    const { searchParams } = new URL(authorizationUrl(client, request))
    expect(searchParams.get('code_challenge')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
    expect(searchParams.get('code_challenge_method')).toBe('S256')
  })

  it('leaves out what the client has not', () => {
    const { searchParams } = new URL(authorizationUrl(client, request))
    expect(searchParams.has('audience')).toBe(false)
    expect(searchParams.has('connection')).toBe(false)
  })

  it('has every parameter once and its values encoded', () => {
    const url = authorizationUrl(client, { ...request, state: 'a&state=b', passThrough: { login_hint: 'a+b&c=d' } })
    const { searchParams } = new URL(url)
    expect(new Set(searchParams.keys()).size).toBe([...searchParams.keys()].length)
    expect(searchParams.get('state')).toBe('a&state=b')
    expect(searchParams.get('login_hint')).toBe('a+b&c=d')
  })
})

describe('the logout URL', () => {
  it.each([
    [{ returnTo: undefined, federated: false }, 'https://tenant.eu.auth0.com/v2/logout?client_id=client-id'],
    [
      { returnTo: 'https://site.example/bye?a=b&c', federated: true },
      'https://tenant.eu.auth0.com/v2/logout?client_id=client-id&returnTo=https%3A%2F%2Fsite.example%2Fbye%3Fa%3Db%26c&federated=',
    ],
  ])('of %j', (options, url) => {
    expect(logoutUrl(client, options)).toBe(url)
  })
})
