import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError } from '#shared/config/config'
import { loadConfig } from '#shared/config/load'
import { readEnvironment } from '#shared/environment'
import { clientJson, makeClient, makeConfig } from '../support/config.ts'

describe('a client', () => {
  it('has sensible defaults', () => {
    expect(makeClient()).toEqual({
      type: 'app',
      auth0Url: 'https://tenant.eu.auth0.com',
      clientId: 'client-id',
      clientSecret: { secretName: 'CLIENT_SECRET' },
      redirectUrl: 'https://site.example/web-login/callback',
      scopes: ['openid', 'profile', 'email', 'offline_access'],
      website: false,
      audience: undefined,
      signingAlgs: ['RS256'],
      supportedConnections: [],
      defaultConnection: undefined,
      authorizeStateRequired: false,
      allowedRedirects: [],
      allowedOrigins: [],
      hosts: [],
      secretHashes: [],
      cookie: { name: 'sid', path: '/' },
      sessionSeconds: undefined,
      sessionIdleSeconds: undefined,
    })
  })

  it('asks for openid once and for website never', () => {
    const scope = fc.constantFrom('openid', 'website', 'profile', 'email', 'offline_access', 'read:x')
    fc.assert(
      fc.property(fc.array(scope, { minLength: 1 }), (scopes) => {
        const client = makeClient({ scopes })
        expect(client.scopes.filter((name) => name === 'openid')).toHaveLength(1)
        expect(client.scopes).not.toContain('website')
        expect(client.website).toBe(scopes.includes('website'))
        expect(new Set(client.scopes)).toEqual(new Set([...scopes, 'openid'].filter((name) => name !== 'website')))
      }),
    )
  })

  it('has its tenant without a final slash', () => {
    expect(makeClient({ auth0Url: 'https://Tenant.eu.auth0.com/' }).auth0Url).toBe('https://tenant.eu.auth0.com')
  })

  it('has its limits of a session as it says', () => {
    const limits = { sessionSeconds: 3600, sessionIdleSeconds: 600 }
    expect(makeClient(limits)).toMatchObject(limits)
  })

  it('has its cookie as it says', () => {
    const cookie = { name: 'login', domain: 'site.example', path: '/app' }
    expect(makeClient({ cookie, sameSite: 'None' }).cookie).toEqual({ ...cookie, sameSite: 'None' })
  })
})

it.each([
  [undefined, { limit: 10, seconds: 60 }],
  [{}, { limit: 10, seconds: 60 }],
  [{ limit: 0 }, { limit: 0, seconds: 60 }],
  [
    { limit: 3, seconds: 5 },
    { limit: 3, seconds: 5 },
  ],
])('the limit of failed passwords %j is %j', (passwordAttempts, limit) => {
  expect(makeConfig({ a: {} }, { passwordAttempts }).passwordAttempts).toEqual(limit)
})

it('the default client is one of the clients', () => {
  const config = makeConfig({ a: {}, b: {} }, { defaultClient: 'b' })
  expect(config.defaultClient).toBe(config.clients.get('b'))
  expect(makeConfig({ a: {} }).defaultClient).toBeUndefined()
})

it('a client is found by its own name only', () => {
  const { clients } = makeConfig({ a: {} })
  for (const name of ['__proto__', 'constructor', 'toString', '']) expect(clients.get(name)).toBeUndefined()
})

describe('the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const load = (name: string, variables: Record<string, string> = {}) =>
    loadConfig(readEnvironment({ STAGE: 's', TABLE_NAME: 't', CONFIG_FILE: join(folder, name), ...variables }))

  it('is read with the variables of the stage', () => {
    writeFileSync(join(folder, 'good.json'), JSON.stringify({ clients: { app: clientJson({ audience: '{{API}}' }) } }))
    expect(load('good.json', { API: 'https://api.example' }).clients.get('app')?.audience).toBe('https://api.example')
    expect(() => load('good.json')).toThrow(/clients\.app\.audience .*API/)
  })

  it('has literal secrets on the local stage only', () => {
    writeFileSync(join(folder, 'literal.json'), JSON.stringify({ clients: { app: clientJson({ clientSecret: 'x' }) } }))
    expect(load('literal.json', { LOCAL_STAGE: 'true' }).clients.size).toBe(1)
    expect(() => load('literal.json', { LOCAL_STAGE: '1' })).toThrow(/clients\.app\.clientSecret /)
    expect(() => load('literal.json')).toThrow(ConfigError)
  })

  it('is named when it is missing or no JSON', () => {
    writeFileSync(join(folder, 'broken.json'), '{')
    expect(() => load('broken.json')).toThrow(/broken\.json/)
    expect(() => load('missing.json')).toThrow(/missing\.json/)
  })
})
