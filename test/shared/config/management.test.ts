import { describe, expect, it } from 'vitest'
import { clientJson, type Json, managementJson } from '../support/config.ts'
import { faultsOf } from './faults.ts'

const faults = (changes: Json, local = false) =>
  faultsOf({ clients: { app: clientJson() }, managementClient: managementJson(changes) }, {}, { local })
const map = { users: { connectionId: 'con_1' }, staff: { connectionId: 'con_2' } }

describe('the management client comes in two forms', () => {
  const good: Json[] = [
    { supportedConnections: ['users'] },
    { supportedConnections: ['users', 'staff'], defaultCreateUserConnection: 'staff' },
    { supportedConnectionsMap: map },
    { supportedConnectionsMap: map, defaultManagementConnectionName: 'staff' },
  ]
  it.each(good)('good: %j', (changes) => {
    expect(faults(changes)).toEqual([])
  })

  const bad: [string, Json][] = [
    ['supportedConnections', {}],
    ['supportedConnectionsMap', { supportedConnections: ['users'], supportedConnectionsMap: map }],
    ['defaultCreateUserConnection', { supportedConnections: ['users'], defaultCreateUserConnection: 'staff' }],
    ['defaultCreateUserConnection', { supportedConnectionsMap: map, defaultCreateUserConnection: 'users' }],
    ['defaultManagementConnectionName', { supportedConnectionsMap: map, defaultManagementConnectionName: 'other' }],
    [
      'defaultManagementConnectionName',
      { supportedConnectionsMap: map, defaultManagementConnectionName: 'constructor' },
    ],
    ['defaultManagementConnectionName', { supportedConnections: ['users'], defaultManagementConnectionName: 'users' }],
    ['supportedConnectionsMap.users', { supportedConnectionsMap: { users: 'con_1' } }],
    ['supportedConnectionsMap.users.connectionId', { supportedConnectionsMap: { users: {} } }],
    ['auth0Url', { supportedConnections: ['users'], auth0Url: 'http://tenant.eu.auth0.com' }],
    ['clientSecret', { supportedConnections: ['users'], clientSecret: 'literal' }],
  ]
  it.each(bad)('bad: %s of %j', (key, changes) => {
    expect(faults(changes)).toContain(`managementClient.${key}`)
  })

  it('a literal secret and a tenant on loopback are for the local stage', () => {
    const changes = { supportedConnections: ['users'], clientSecret: 'literal', auth0Url: 'http://127.0.0.1:1' }
    expect(faults(changes, true)).toEqual([])
    expect(faults(changes)).toEqual(['managementClient.auth0Url', 'managementClient.clientSecret'])
  })
})
