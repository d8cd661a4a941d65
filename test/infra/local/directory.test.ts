import { expect, test } from 'vitest'
import { furnishTenant } from '#infra/local/directory'
import { fillLocally } from '#infra/local/placeholders'

const tenantUrl = 'http://127.0.0.1:4000'

const client = {
  auth0Url: tenantUrl,
  clientId: 'shop',
  clientSecret: '{{SHOP_SECRET}}',
  redirectUrl: 'https://shop.example.com/web-login/callback',
  scopes: ['openid', 'offline_access', 'read:orders'],
}

function furnish(json: object) {
  const { shape } = fillLocally(json, { set: {}, projectUrl: 'http://127.0.0.1:3000', tenantUrl, foreignSsm: true })
  const gatewayUrl = 'http://127.0.0.1:3000'
  return furnishTenant(shape, { SHOP_SECRET: 's3cret' }, { tenantUrl, gatewayUrl })
}

test('an application is what its client says, and no more', () => {
  const limited = { ...client, supportedConnections: ['staff'], allowedRedirects: ['https://shop.example.com/bye'] }
  expect(furnish({ clients: { shop: limited } }).applications).toEqual([
    {
      clientId: 'shop',
      clientSecret: 's3cret',
      callbacks: ['https://shop.example.com/web-login/callback'],
      allowedLogoutUrls: ['https://shop.example.com/', 'https://shop.example.com', 'https://shop.example.com/bye'],
      allowedConnections: ['staff'],
      backchannelLogoutUrl: 'http://127.0.0.1:3000/backchannel-logout',
    },
  ])
})

test('a client without connections may use all of them', () => {
  const other = { ...client, clientId: 'other', supportedConnections: ['staff'] }
  const { applications, connections } = furnish({ clients: { shop: client, other } })
  expect(connections).toEqual(['staff', 'Username-Password-Authentication'])
  expect(applications.map(({ allowedConnections }) => allowedConnections)).toEqual([connections, ['staff']])
})

test('clients that share an application share its lists', () => {
  const app = { ...client, redirectUrl: 'https://app.example.com/callback' }
  const [application, ...others] = furnish({ clients: { shop: client, app } }).applications
  expect(others).toEqual([])
  expect(application?.callbacks).toEqual([client.redirectUrl, app.redirectUrl])
})

test('clients of another tenant are no application of ours', () => {
  const other = { ...client, auth0Url: 'https://example.auth0.com', clientId: 'other' }
  expect(furnish({ clients: { shop: client, other } }).applications).toHaveLength(1)
})

test('the management client gets the Management API and no logins', () => {
  const managementClient = {
    auth0Url: `${tenantUrl}/`,
    clientId: 'management',
    clientSecret: 'literal',
    supportedConnectionsMap: { staff: { connectionId: 'con_1' } },
  }
  const { applications, connections } = furnish({ clients: { shop: client }, managementClient })
  expect(connections).toContain('staff')
  expect(applications[1]).toMatchObject({
    clientId: 'management',
    clientSecret: 'literal',
    callbacks: [],
    allowedConnections: [],
    grantTypes: ['client_credentials'],
    clientGrants: { 'http://127.0.0.1:4000/api/v2/': expect.arrayContaining(['read:users', 'create:users']) },
  })
})

test('an API is each audience once, with the scopes that are not OpenID Connect’s', () => {
  const one = { ...client, audience: 'https://api.example.com' }
  const two = { ...one, clientId: 'two', scopes: ['openid', 'write:orders', 'website'] }
  expect(furnish({ clients: { one, two, three: client } }).apis).toEqual([
    { identifier: 'https://api.example.com', scopes: ['read:orders', 'write:orders'] },
  ])
})

test('every connection knows the same three people, under ids of its own', () => {
  const { users } = furnish({ clients: { shop: { ...client, supportedConnections: ['staff'] } } })
  expect(users.map(({ connection, email }) => `${connection} ${email}`)).toEqual([
    'staff demo@example.com',
    'staff mfa@example.com',
    'staff blocked@example.com',
    'Username-Password-Authentication demo@example.com',
    'Username-Password-Authentication mfa@example.com',
    'Username-Password-Authentication blocked@example.com',
  ])
  expect(new Set(users.map(({ user_id }) => user_id)).size).toBe(6)
})
