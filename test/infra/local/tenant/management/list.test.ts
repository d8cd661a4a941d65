import { beforeEach, describe, expect, test } from 'vitest'
import { DATABASE, PASSWORD } from '../support.ts'
import { everyone, sample } from './sample.ts'
import { type Api, refusal, startApi } from './support.ts'

let api: Api

beforeEach(async () => {
  api = await startApi({ users: sample })
})

async function ids(query: string): Promise<string[]> {
  const { status, text } = await api.get(`/users?${query}`)
  expect(status).toBe(200)
  return JSON.parse(text).map(({ user_id }: { user_id: string }) => user_id.slice('auth0|'.length))
}

describe('GET /users', () => {
  test('shows profiles, never passwords', async () => {
    const { body, text } = await api.get('/users')
    expect(text).not.toContain(PASSWORD)
    expect(body).toMatchObject({ 0: { user_id: 'auth0|ann' }, 3: { user_id: 'auth0|dan' } })
    expect(Object(body)[3]).toEqual({
      created_at: '2025-01-01T00:00:00.000Z',
      updated_at: expect.any(String),
      email: 'dan@example.com',
      email_verified: false,
      user_id: 'auth0|dan',
      name: 'Dan',
      nickname: 'dan',
      identities: [
        { connection: DATABASE, user_id: 'dan', provider: 'auth0', isSocial: false },
        { connection: 'partners', user_id: 'd1', provider: 'samlp', isSocial: false },
      ],
      app_metadata: { role: 'auxb', 'dot.ted': 'yes' },
    })
  })

  test.each([
    ['sort=created_at:1', ['ann', 'ben', 'dan', 'cat']],
    ['sort=created_at:-1', ['cat', 'ann', 'ben', 'dan']],
    ['sort=email:-1', ['dan', 'cat', 'ben', 'ann']],
    ['sort=name:1', ['ann', 'ben', 'cat', 'dan']],
    ['sort=logins_count:-1', ['cat', 'ben', 'ann', 'dan']],
    ['sort=username:1', everyone],
    ['primary_order=false', ['dan', 'cat', 'ben', 'ann']],
    ['primary_order=true', everyone],
    ['page=1&per_page=3', ['dan']],
    ['page=2&per_page=3', []],
    ['per_page=0', []],
    ['q=name:*lee&sort=name:-1', ['ben', 'ann']],
  ])('%s', async (query, expected) => {
    expect(await ids(query)).toEqual(expected)
  })

  test('gives totals on demand', async () => {
    const { body } = await api.get('/users?include_totals=true&page=1&per_page=1&fields=user_id,name')
    expect(body).toEqual({
      start: 1,
      limit: 1,
      length: 1,
      total: 4,
      users: [{ user_id: 'auth0|ben', name: 'ben LEE' }],
    })
  })

  test.each([
    ['fields=user_id', ['user_id']],
    ['fields=user_id,nonsense', ['user_id']],
    ['fields=app_metadata.role', []],
    [
      'fields=identities,app_metadata,user_metadata,created_at,updated_at&include_fields=false',
      ['email', 'email_verified', 'name', 'nickname', 'user_id'],
    ],
  ])('%s leaves %j', async (query, fields) => {
    const { body } = await api.get(`/users?q=user_id:"auth0|dan"&${query}`)
    expect(Object.keys(Object(body)[0])).toEqual(fields)
  })

  test.each([
    ['per_page=101', "'Value 101 is greater than maximum 100' on property per_page (Number of results per page.)."],
    ['per_page=x', "'Expected type integer but found type string' on property per_page (Number of results per page.)."],
    ['per_page=1.5', /integer/],
    ['per_page=', /integer/],
    ['page=-1', /'Value -1 is less than minimum 0' on property page/],
    ['include_totals=1', /boolean/],
    ['sort=name', /does not match pattern/],
    ['sort=name:2', /does not match pattern/],
    ['sort=name:1,email:1', /does not match pattern/],
    ['search_engine=v2', "'No enum match for: v2' on property search_engine (The version of the search engine)."],
    ['connection=employees', "'Additional properties not allowed: connection'."],
    ['surprise=1', "'Additional properties not allowed: surprise'."],
    ['constructor=1', "'Additional properties not allowed: constructor'."],
    ['page=1&page=2', /'Expected type integer but found type array' on property page/],
  ])('refuses %s', async (query, problem) => {
    const message = typeof problem === 'string' ? `Query validation error: ${problem}` : expect.stringMatching(problem)
    expect(await api.get(`/users?${query}`)).toMatchObject(refusal(400, message, 'invalid_query_string'))
  })

  test.each(['sort=app_metadata.role:1', 'sort=user_metadata:-1'])('refuses %s', async (query) => {
    expect(await api.get(`/users?${query}`)).toMatchObject({
      status: 400,
      body: { errorCode: 'invalid_query_string', message: expect.stringMatching(/Sorting by/) },
    })
  })

  test.each([
    ['page=9&per_page=100', 200],
    ['page=10&per_page=100', 400],
    ['page=19', 200],
    ['page=20', 400],
  ])('ends after a thousand: %s is %i', async (query, status) => {
    const answer = await api.get(`/users?${query}`)
    expect(answer.status).toBe(status)
    if (status === 400) {
      const message = expect.stringMatching(/^You can only page through the first 1000 records\./)
      expect(answer).toMatchObject(refusal(400, message, 'invalid_paging'))
    }
  })
})
