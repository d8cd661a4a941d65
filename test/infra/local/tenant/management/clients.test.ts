import { ClientGrantsClient } from 'auth0/clientGrants'
import { ClientsClient } from 'auth0/clients'
import { beforeEach, describe, expect, test } from 'vitest'
import { admin, DATABASE, machine, REALM_GRANT, web } from '../support.ts'
import { type Api, callWith, refusal, SCOPES, startApi, tokenFor } from './support.ts'

let api: Api

beforeEach(async () => {
  api = await startApi()
})

const one = `/clients/${web.client_id}`

async function withScopes(path: string, ...scopes: string[]) {
  return callWith(api.tenant, await tokenFor(api.tenant, scopes), 'GET', path)
}

describe('GET /clients/{id}', () => {
  test('shows how an application is registered', async () => {
    expect(await withScopes(one, 'read:clients')).toMatchObject({
      status: 200,
      body: {
        client_id: web.client_id,
        callbacks: ['https://app.example/callback'],
        allowed_logout_urls: [],
        grant_types: expect.arrayContaining(['authorization_code', 'refresh_token', 'password', REALM_GRANT]),
        refresh_token: { rotation_type: 'rotating', leeway: 30 },
        is_token_endpoint_ip_header_trusted: true,
      },
    })
  })

  test('shows the secret only to whom may read keys', async () => {
    expect((await withScopes(one, 'read:clients')).text).not.toContain(web.client_secret)
    expect((await withScopes(one, 'read:client_keys')).body['client_secret']).toBe(web.client_secret)
  })

  test('tells what the settings make of it', async () => {
    await api.set({ leeway: 5, rotation: false })
    expect((await api.get(`${one}?fields=refresh_token`)).body).toMatchObject({
      refresh_token: { rotation_type: 'non-rotating', leeway: 5 },
    })
  })

  test('tells at once what was changed', async () => {
    const changes = { callbacks: [], allowedLogoutUrls: ['https://app.example/'], trustIpHeader: false, leeway: 7 }
    await admin(api.tenant, 'PATCH', `applications/${web.client_id}`, { ...changes, grantTypes: ['refresh_token'] })
    expect((await api.get(one)).body).toMatchObject({
      callbacks: [],
      allowed_logout_urls: ['https://app.example/'],
      grant_types: ['refresh_token'],
      is_token_endpoint_ip_header_trusted: false,
      refresh_token: { leeway: 7 },
    })
  })

  test('knows no others', async () => {
    const unknown = refusal(404, 'The client does not exist', 'inexistent_client')
    expect(await api.get('/clients/nobody')).toMatchObject(unknown)
    expect(await api.get('/clients/nobody/connections')).toMatchObject(unknown)
  })
})

describe('GET /clients/{id}/connections', () => {
  test('shows the connections that are enabled for an application, page by page', async () => {
    const first = await api.get(`${one}/connections?take=1&fields=name`)
    expect(first.body).toMatchObject({ connections: [{ name: DATABASE }], next: expect.any(String) })
    const rest = await api.get(`${one}/connections?take=1&from=${first.body['next']}&fields=name,strategy`)
    expect(rest.body).toEqual({ connections: [{ name: 'employees', strategy: 'auth0' }] })
    expect((await api.get(`${one}/connections?strategy=samlp`)).body).toEqual({ connections: [] })
  })
})

test('GET /client-grants shows what an application may do with an API', async () => {
  const audience = `${api.tenant.issuer}api/v2/`
  const grant = { id: expect.stringMatching(/^cgr_\w{16}$/), client_id: machine.client_id, audience, scope: SCOPES }
  expect(JSON.parse((await api.get(`/client-grants?client_id=${machine.client_id}`)).text)).toEqual([grant])
  expect(JSON.parse((await api.get(`/client-grants?client_id=${web.client_id}`)).text)).toEqual([])
  expect(JSON.parse((await api.get('/client-grants?audience=https://other.example')).text)).toEqual([])
  expect((await api.get('/client-grants?include_totals=true')).body).toMatchObject({ total: 1, client_grants: [grant] })
})

test.each<[string, string[], string]>([
  [one, ['read:users'], 'read:clients,read:client_keys'],
  [`${one}/connections`, ['read:clients'], 'read:connections'],
  [`${one}/connections`, ['read:connections'], 'read:clients,read:client_summary'],
  ['/client-grants', ['read:clients'], 'read:client_grants'],
])('%s with %j alone is refused', async (path, scopes, wanted) => {
  const message = `Insufficient scope, expected any of: ${wanted}`
  expect(await withScopes(path, ...scopes)).toMatchObject(refusal(403, message, 'insufficient_scope'))
})

test("Auth0's own client reads them all", async () => {
  const options = { baseUrl: `${api.tenant.issuer}api/v2`, token: api.token, maxRetries: 0 }
  const clients = new ClientsClient(options)
  expect(await clients.get(web.client_id)).toMatchObject({ client_id: web.client_id })
  const unknown = { statusCode: 404, body: { errorCode: 'inexistent_client' } }
  await expect(clients.get('nobody')).rejects.toMatchObject(unknown)
  const names: unknown[] = []
  for await (const { name } of await clients.connections.get(web.client_id, { take: 1 })) names.push(name)
  expect(names).toEqual([DATABASE, 'employees'])
  const grants = new ClientGrantsClient(options)
  const page = await grants.list({ client_id: machine.client_id })
  expect(page.data).toMatchObject([{ client_id: machine.client_id, scope: SCOPES }])
})
