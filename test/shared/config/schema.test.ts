import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkShape } from '#shared/config/schema'
import { clientJson, type Json, managementJson } from '../support/config.ts'
import { faultsOf } from './faults.ts'

const map = { supportedConnectionsMap: { users: { connectionId: 'con_1' } } }
const whole = (client: Json = {}, changes: Json = {}) => ({ clients: { app: clientJson(client) }, ...changes })

describe('unknown keys are refused', () => {
  const wrong: [string, unknown][] = [
    ['clinets', whole({}, { clinets: {} })],
    ['clients.app.auth0URL', whole({ auth0URL: 'x' })],
    ['clients.app.cookie.secure', whole({ cookie: { secure: false } })],
    ['managementClient.audience', whole({}, { managementClient: managementJson({ ...map, audience: 'x' }) })],
    [
      'managementClient.supportedConnectionsMap.users.id',
      whole(
        {},
        { managementClient: managementJson({ supportedConnectionsMap: { users: { connectionId: 'c', id: 'x' } } }) },
      ),
    ],
    ['management.users', whole({}, { management: { users: [] } })],
    ['passwordAttempts.minutes', whole({}, { passwordAttempts: { minutes: 1 } })],
  ]
  it.each(wrong)('%s', (key, json) => {
    expect(faultsOf(json)).toContain(key)
  })

  it('whatever they are called', () => {
    const known = new Set(['clients', ...Object.keys(checkedTop())])
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((key) => !known.has(key)),
        (key) => {
          const json = Object.fromEntries([...Object.entries(whole()), [key, 1]])
          expect('faults' in checkShape(json)).toBe(true)
        },
      ),
    )
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])('even %s', (key) => {
    const text = (json: unknown) => JSON.stringify(json).replace('"SPOT":1', `"${key}":{"x":1}`)
    expect(faultsOf(JSON.parse(text(whole({}, { SPOT: 1 }))))).not.toEqual([])
    expect(faultsOf(JSON.parse(text(whole({ SPOT: 1 }))))).not.toEqual([])
  })
})

/** The optional keys at the top. */
function checkedTop(): Json {
  return {
    defaultClient: 1,
    customClaimsNamespaces: 1,
    auth0TenantUrl: 1,
    managementClient: 1,
    management: 1,
    passwordAttempts: 1,
  }
}

describe('names that every object has are refused, never dropped in silence', () => {
  it.each(['constructor', 'prototype', '__proto__'])('a client %s', (type) => {
    const clients = `{"${type}":${JSON.stringify(clientJson())},"app":${JSON.stringify(clientJson())}}`
    expect(faultsOf(JSON.parse(`{"clients":${clients}}`))).not.toEqual([])
  })

  it.each(['constructor', 'prototype', '__proto__'])('a connection %s', (name) => {
    const connections = `{"${name}":{"connectionId":"con_1"}}`
    const managementClient = managementJson({ supportedConnectionsMap: JSON.parse(connections) })
    expect(faultsOf(whole({}, { managementClient }))).not.toEqual([])
  })
})

describe('keys that are missing or of the wrong kind are named', () => {
  it.each(['auth0Url', 'clientId', 'clientSecret', 'redirectUrl', 'scopes'])('%s is required', (key) => {
    const { [key]: _, ...rest } = clientJson()
    expect(faultsOf({ clients: { app: rest } })).toEqual([`clients.app.${key}`])
  })

  const wrong: [string, Json][] = [
    ['clients.app.clientId', { clientId: '' }],
    ['clients.app.clientId', { clientId: 5 }],
    ['clients.app.scopes', { scopes: [] }],
    ['clients.app.scopes', { scopes: 'openid' }],
    ['clients.app.scopes.0', { scopes: [''] }],
    ['clients.app.supportedSigningAlgs', { supportedSigningAlgs: [] }],
    ['clients.app.supportedSigningAlgs.0', { supportedSigningAlgs: ['HS256'] }],
    ['clients.app.supportedSigningAlgs.0', { supportedSigningAlgs: ['none'] }],
    ['clients.app.sameSite', { sameSite: 'none' }],
    ['clients.app.authorizeStateRequired', { authorizeStateRequired: 'true' }],
    ['clients.app.cookie.name', { cookie: { name: 'a b' } }],
    ['clients.app.cookie.name', { cookie: { name: 'a=b;' } }],
    ['clients.app.cookie.path', { cookie: { path: 'x' } }],
    ['clients.app.cookie.path', { cookie: { path: '/; Domain=evil.example' } }],
    ['clients.app.cookie.domain', { cookie: { domain: 'a.example; Secure' } }],
    ['clients.app.sessionSeconds', { sessionSeconds: 59 }],
    ['clients.app.sessionSeconds', { sessionSeconds: 40 * 86_400 + 1 }],
    ['clients.app.sessionSeconds', { sessionSeconds: 60.5 }],
    ['clients.app.sessionIdleSeconds', { sessionIdleSeconds: 59 }],
    ['clients.app.sessionIdleSeconds', { sessionIdleSeconds: 40 * 86_400 + 1 }],
    ['clients.app.sessionIdleSeconds', { sessionIdleSeconds: null }],
  ]
  it.each(wrong)('%s of %j', (key, client) => {
    expect(faultsOf(whole(client))).toEqual([key])
  })

  it.each([
    ['limit', -1],
    ['limit', 101],
    ['limit', 0.5],
    ['limit', '10'],
    ['seconds', 0],
    ['seconds', 86_401],
  ])('passwordAttempts.%s of %j', (key, value) => {
    expect(faultsOf(whole({}, { passwordAttempts: { [key]: value } }))).toEqual([`passwordAttempts.${key}`])
  })

  it.each([0, -1, 1.5, '3', null])('sessionsPerUser of %j', (sessionsPerUser) => {
    expect(faultsOf({ ...whole({}), sessionsPerUser })).toEqual(['sessionsPerUser'])
  })

  it.each([null, [], 'x', 5, undefined])('a file of %j', (json) => {
    expect(faultsOf(json)).toHaveLength(1)
  })

  it('all at once, not one after the other', () => {
    expect(faultsOf(whole({ clientId: '', scopes: [], x: 1 }))).toEqual([
      'clients.app.clientId',
      'clients.app.scopes',
      'clients.app.x',
    ])
  })
})
