import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import * as client from 'openid-client'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { ada, Browser } from './browser.ts'
import { API, CALLBACK, refresh, startTenant, web } from './support.ts'

describe('openid-client as the oracle', () => {
  let tenant: Tenant
  let config: client.Configuration

  beforeEach(async () => {
    tenant = await startTenant()
    const secret = client.ClientSecretPost(web.client_secret)
    const options = { execute: [client.allowInsecureRequests] }
    config = await client.discovery(new URL(tenant.issuer), web.client_id, undefined, secret, options)
  })

  async function logIn(parameters: Record<string, string> = {}) {
    const verifier = client.randomPKCECodeVerifier()
    const checks = {
      pkceCodeVerifier: verifier,
      expectedState: client.randomState(),
      expectedNonce: client.randomNonce(),
    }
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid profile email offline_access',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...parameters,
    })
    const visit = await new Browser().visit(url, ada)
    return client.authorizationCodeGrant(config, visit.url, checks)
  }

  test('discovery names an issuer with a trailing slash and no other iss support', () => {
    const metadata = config.serverMetadata()
    expect(metadata.issuer).toBe(tenant.issuer)
    expect(metadata.issuer.endsWith('/')).toBe(true)
    expect(metadata.authorization_response_iss_parameter_supported).toBeUndefined()
  })

  test('a login gives an ID token with profile, email, custom claims and sid', async () => {
    const tokens = await logIn()
    expect(tokens.claims()).toMatchObject({
      iss: tenant.issuer,
      sub: 'auth0|ada',
      aud: web.client_id,
      name: 'Ada',
      nickname: 'ada',
      email: 'ada@example.com',
      email_verified: true,
      'https://auth0-client.example/app_metadata': { role: 'admin' },
      'https://auth0-client.example/user_metadata': {},
      sid: expect.any(String),
    })
    expect(decodeProtectedHeader(tokens.id_token ?? '')).toMatchObject({ alg: 'RS256', typ: 'JWT' })
    expect(tokens.claims()).not.toHaveProperty('auth_time')
  })

  test('without audience the access token is opaque, 32 characters, and good at userinfo', async () => {
    const tokens = await logIn()
    expect(tokens.access_token).toMatch(/^[\w-]{32}$/)
    expect(tokens.expires_in).toBe(86_400)
    const claims = await client.fetchUserInfo(config, tokens.access_token, 'auth0|ada')
    expect(claims).toMatchObject({ sub: 'auth0|ada', email: 'ada@example.com' })
  })

  test('with an audience it is a JWT in the profile of Auth0, verifiable by the published keys', async () => {
    const tokens = await logIn({ audience: API, scope: 'openid offline_access read:things bogus' })
    const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri ?? ''))
    const { payload, protectedHeader } = await jwtVerify(tokens.access_token, keys, { issuer: tenant.issuer })
    expect(protectedHeader).toMatchObject({ typ: 'JWT', alg: 'RS256' })
    expect(payload).toMatchObject({ sub: 'auth0|ada', azp: web.client_id, aud: [API, `${tenant.issuer}userinfo`] })
    expect(String(payload['scope']).split(' ').toSorted()).toEqual(['offline_access', 'openid', 'read:things'])
    for (const absent of ['jti', 'client_id', 'gty']) expect(payload).not.toHaveProperty(absent)
    await client.fetchUserInfo(config, tokens.access_token, 'auth0|ada')
  })

  test('a refresh keeps audience and sid, and brings no nonce', async () => {
    const tokens = await logIn({ audience: API, scope: 'openid offline_access read:things' })
    const next = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(next.refresh_token).not.toBe(tokens.refresh_token)
    expect(decodeJwt(next.access_token)).toMatchObject({ aud: [API, `${tenant.issuer}userinfo`], gty: 'refresh_token' })
    expect(next.claims()?.['sid']).toBe(tokens.claims()?.['sid'])
    expect(next.claims()).not.toHaveProperty('nonce')
  })

  test('a revoked refresh token is dead', async () => {
    const { refresh_token = '' } = await logIn()
    await client.tokenRevocation(config, refresh_token)
    expect(await refresh(tenant, refresh_token)).toMatchObject({ status: 403 })
  })

  test('max_age and prompt=login put auth_time into the ID token', async () => {
    const now = Math.floor(Date.now() / 1000)
    for (const parameters of [{ max_age: '600' }, { prompt: 'login' }]) {
      const authTime = (await logIn(parameters)).claims()?.auth_time
      expect(authTime).toBeGreaterThanOrEqual(now)
    }
  })
})
