import { beforeEach, describe, expect, test } from 'vitest'
import { DATABASE, web } from '../support.ts'
import { type Api, refusal, startApi } from './support.ts'

let api: Api

beforeEach(async () => {
  api = await startApi({ connectionIds: { employees: 'con_Employees0000000' } })
})

async function list(query = ''): Promise<Record<string, unknown>[]> {
  return JSON.parse((await api.get(`/connections${query}`)).text)
}

describe('GET /connections', () => {
  test('shows all, with ids that stay', async () => {
    const connections = await list()
    expect(connections.map(({ name }) => name)).toEqual([DATABASE, 'employees', 'partners'])
    expect(connections[1]).toEqual({
      id: 'con_Employees0000000',
      name: 'employees',
      strategy: 'auth0',
      options: { passwordPolicy: 'good', requires_username: false },
      realms: ['employees'],
      is_domain_connection: false,
      enabled_clients: [web.client_id],
    })
    expect(connections[0]?.['id']).toMatch(/^con_[A-Za-z0-9]{16}$/)
    expect(connections[2]).toMatchObject({ enabled_clients: [] })
    api = await startApi()
    expect((await list())[0]).toEqual(connections[0])
    expect((await list())[1]?.['id']).not.toBe(connections[1]?.['id'])
  })

  test.each([
    ['name=employees', ['employees']],
    ['name=Employees', []],
    ['strategy=auth0&name=partners', ['partners']],
    ['strategy=samlp', []],
    ['strategy=samlp&strategy=auth0', [DATABASE, 'employees', 'partners']],
    ['page=1&per_page=2', ['partners']],
  ])('%s', async (query, names) => {
    expect(await list(`?${query}&fields=name`)).toEqual(names.map((name) => ({ name })))
  })

  test('gives totals on demand', async () => {
    const { body } = await api.get('/connections?include_totals=true&per_page=1&fields=name')
    expect(body).toEqual({ start: 0, limit: 1, total: 3, connections: [{ name: DATABASE }] })
  })

  test('goes on from a checkpoint', async () => {
    const { body } = await api.get('/connections?take=2&fields=name')
    expect(body).toEqual({ connections: [{ name: DATABASE }, { name: 'employees' }], next: 'con_Employees0000000' })
    const { body: rest } = await api.get(`/connections?take=2&from=${body['next']}&fields=name`)
    expect(rest).toEqual({ connections: [{ name: 'partners' }] })
  })

  test.each(['per_page=0', 'per_page=101', 'from=x', 'take=0', 'take=1&page=0', 'take=1&per_page=1'])(
    'refuses %s',
    async (query) => {
      expect(await api.get(`/connections?${query}`)).toMatchObject({
        status: 400,
        body: { errorCode: 'invalid_query_string' },
      })
    },
  )

  test('shows one by its id', async () => {
    expect(await api.get('/connections/con_Employees0000000?fields=name,id')).toMatchObject({
      status: 200,
      body: { name: 'employees', id: 'con_Employees0000000' },
    })
    expect(await api.get('/connections/employees')).toMatchObject(
      refusal(404, 'The connection does not exist', 'inexistent_connection'),
    )
  })
})
