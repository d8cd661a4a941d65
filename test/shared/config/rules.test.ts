import { describe, expect, it } from 'vitest'
import { ConfigError, parseConfig } from '#shared/config/config'
import { clientJson, type Json } from '../support/config.ts'
import { faultsOf } from './faults.ts'

const HASH = 'a'.repeat(64)
const whole = (client: Json = {}, changes: Json = {}) => ({ clients: { app: clientJson(client) }, ...changes })
const two = (one: Json, other: Json) => ({ clients: { one: clientJson(one), other: clientJson(other) } })
const local = (json: unknown) => faultsOf(json, {}, { local: true })
const deployed = (json: unknown) => faultsOf(json, {}, { local: false })

describe('good on every stage', () => {
  const good: [string, unknown][] = [
    ['the fewest keys', whole()],
    ['a tenant with a final slash', whole({ auth0Url: 'https://tenant.eu.auth0.com/' })],
    ['a callback on loopback', whole({ redirectUrl: 'http://localhost:3000/web-login/callback' })],
    ['listed redirects', whole({ allowedRedirects: ['https://a.example/x', 'http://127.0.0.1:4000/y'] })],
    ['listed origins', whole({ allowedOrigins: ['https://a.example', 'http://localhost:3000'] })],
    ['a default among several', whole({ supportedConnections: ['a', 'b'], defaultConnection: 'b' })],
    ['hashes of secrets', whole({ secretHashes: [HASH, 'b'.repeat(64)] })],
    ['hosts', whole({ hosts: ['www.example.com', 'example.com'] })],
    ['a __Host- cookie', whole({ cookie: { name: '__Host-sid' } })],
    ['a __Host- cookie with its path', whole({ cookie: { name: '__Host-sid', path: '/' } })],
    ['a default client', whole({}, { defaultClient: 'app' })],
    ['a managing client that has secrets', whole({ secretHashes: [HASH] }, { management: { clients: ['app'] } })],
    ['a canonical tenant', whole({}, { auth0TenantUrl: 'https://tenant.eu.auth0.com' })],
  ]
  it.each(good)('%s', (_, json) => {
    expect(deployed(json)).toEqual([])
    expect(local(json)).toEqual([])
  })
})

describe('bad on every stage, with the key named', () => {
  const inClient: [string, Json][] = [
    ['defaultConnection', { supportedConnections: ['a'], defaultConnection: 'b' }],
    ['defaultConnection', { defaultConnection: 'a' }],
    ['auth0Url', { auth0Url: 'tenant.eu.auth0.com' }],
    ['auth0Url', { auth0Url: 'https://tenant.eu.auth0.com/path' }],
    ['auth0Url', { auth0Url: 'https://tenant.eu.auth0.com/?x=1' }],
    ['auth0Url', { auth0Url: 'https://tenant.eu.auth0.com/#x' }],
    ['auth0Url', { auth0Url: 'https://user:pass@tenant.eu.auth0.com' }],
    ['auth0Url', { auth0Url: 'http://tenant.eu.auth0.com' }],
    ['auth0Url', { auth0Url: 'http://localhost.evil.example' }],
    ['auth0Url', { auth0Url: 'ftp://tenant.eu.auth0.com' }],
    ['redirectUrl', { redirectUrl: '/web-login/callback' }],
    ['redirectUrl', { redirectUrl: 'http://site.example/cb' }],
    ['redirectUrl', { redirectUrl: 'javascript:alert(1)' }],
    ['redirectUrl', { redirectUrl: 'https://user@site.example/cb' }],
    ['allowedRedirects.1', { allowedRedirects: ['https://a.example/', '/x'] }],
    ['allowedRedirects.0', { allowedRedirects: ['http://a.example/'] }],
    ['allowedRedirects.0', { allowedRedirects: ['*'] }],
    ['allowedOrigins.0', { allowedOrigins: ['*'] }],
    ['allowedOrigins.0', { allowedOrigins: ['null'] }],
    ['allowedOrigins.0', { allowedOrigins: ['https://a.example/'] }],
    ['allowedOrigins.0', { allowedOrigins: ['https://a.example/x'] }],
    ['allowedOrigins.0', { allowedOrigins: ['https://A.example'] }],
    ['allowedOrigins.0', { allowedOrigins: ['http://a.example'] }],
    ['secretHashes.0', { secretHashes: ['secret'] }],
    ['secretHashes.0', { secretHashes: ['A'.repeat(64)] }],
    ['secretHashes.1', { secretHashes: [HASH, 'a'.repeat(63)] }],
    ['secretHashes.1', { secretHashes: [HASH, HASH] }],
    ['cookie.name', { cookie: { name: '__Host-sid', domain: 'a.example' } }],
    ['cookie.name', { cookie: { name: '__Host-sid', path: '/x' } }],
    ['clientSecret', { clientSecret: 'x{{NAME}}' }],
    ['clientSecret', { clientSecret: '{{A}}{{B}}' }],
    ['hosts.0', { hosts: ['https://a.example'] }],
    ['hosts.0', { hosts: ['a.example/path'] }],
    ['hosts.0', { hosts: ['A.example'] }],
    ['hosts.0', { hosts: ['user@a.example'] }],
    ['sessionIdleSeconds', { sessionSeconds: 600, sessionIdleSeconds: 601 }],
  ]
  it.each(inClient)('clients.app.%s of %j', (key, client) => {
    expect(deployed(whole(client))).toContain(`clients.app.${key}`)
    expect(local(whole(client))).toContain(`clients.app.${key}`)
  })

  const across: [string, string, unknown][] = [
    ['clients', 'no client', { clients: {} }],
    ['defaultClient', 'an unknown one', whole({}, { defaultClient: 'cms' })],
    ['defaultClient', '__proto__', whole({}, { defaultClient: '__proto__' })],
    ['defaultClient', 'constructor', whole({}, { defaultClient: 'constructor' })],
    ['management.clients.0', 'an unknown one', whole({}, { management: { clients: ['cms'] } })],
    ['management.clients.0', 'toString', whole({}, { management: { clients: ['toString'] } })],
    ['management.clients.0', 'one without secrets', whole({}, { management: { clients: ['app'] } })],
    ['auth0TenantUrl', 'http', whole({}, { auth0TenantUrl: 'http://tenant.eu.auth0.com' })],
    ['clients.other.secretHashes.0', 'twice', two({ secretHashes: [HASH] }, { secretHashes: [HASH] })],
    ['clients.other.hosts.0', 'twice', two({ hosts: ['a.example'] }, { hosts: ['a.example'] })],
    ['clients.other.hosts.0', 'twice but for the port', two({ hosts: ['a.example'] }, { hosts: ['a.example:8443'] })],
  ]
  it.each(across)('%s: %s', (key, _, json) => {
    expect(deployed(json)).toContain(key)
    expect(local(json)).toContain(key)
  })
})

describe('good on the local stage only', () => {
  const onlyLocal: [string, Json][] = [
    ['clients.app.clientSecret', { clientSecret: 'literal' }],
    ['clients.app.auth0Url', { auth0Url: 'http://127.0.0.1:4000' }],
    ['clients.app.auth0Url', { auth0Url: 'http://localhost:4000/' }],
    ['clients.app.auth0Url', { auth0Url: 'http://[::1]:4000' }],
    ['clients.app.auth0Url', { auth0Url: 'http://tenant.localhost:4000' }],
  ]
  it.each(onlyLocal)('%s of %j', (key, client) => {
    expect(deployed(whole(client))).toEqual([key])
    expect(local(whole(client))).toEqual([])
  })
})

it('more clients than DynamoDB compares with at once', () => {
  const many = (count: number) => ({
    clients: Object.fromEntries(Array.from({ length: count }, (_, index) => [`app${index}`, clientJson()])),
  })
  expect(local(many(100))).toEqual([])
  expect(local(many(101))).toEqual(['clients'])
})

it('the message of a ConfigError names every key', () => {
  const json = whole({ defaultConnection: 'a', redirectUrl: '/x' })
  expect(() => parseConfig(json, {}, { local: false })).toThrow(ConfigError)
  expect(() => parseConfig(json, {}, { local: false })).toThrow(
    /clients\.app\.redirectUrl .*\nclients\.app\.defaultConnection /,
  )
})
