import { beforeEach, describe, expect, test } from 'vitest'
import { indexUser } from '#infra/local/tenant/management/search/document'
import { selects } from '#infra/local/tenant/management/search/evaluate'
import { parse } from '#infra/local/tenant/management/search/parse'
import { QuerySyntaxError } from '#infra/local/tenant/management/search/syntax-error'
import { profileOf } from '#infra/local/tenant/management/users/profile'
import { NO_QUERIES, QUERIES } from './queries.ts'
import { everyone, sample } from './sample.ts'
import { type Api, refusal, startApi } from './support.ts'

function find(q: string, pureNegation: 'nothing' | 'complement' = 'nothing'): string[] {
  const query = parse(q)
  const found = sample.filter((user) => selects(query, indexUser(profileOf(user)), pureNegation))
  return found.map(({ user_id }) => user_id.slice('auth0|'.length))
}

describe('the search', () => {
  test.each(QUERIES)('%s', (q, ids) => {
    expect(find(q)).toEqual(ids)
  })

  test.each([
    ['NOT name:dan', ['ann', 'ben', 'cat']],
    ['-name:dan', ['ann', 'ben', 'cat']],
    ['-name:dan AND -blocked:true', ['ann', 'cat']],
    ['(NOT name:dan)', ['ann', 'ben', 'cat']],
    ['email:* AND (NOT name:dan)', ['ann', 'ben', 'cat']],
    ['name:dan OR (-name:dan)', everyone],
  ])('%s has nothing to exclude from, except in Elasticsearch', (q, complement) => {
    expect(find(q)).toEqual(q.startsWith('name:dan') ? ['dan'] : [])
    expect(find(q, 'complement')).toEqual(complement)
  })

  test.each(NO_QUERIES)('%s is no query', (q) => {
    expect(() => parse(q)).toThrow(QuerySyntaxError)
  })
})

describe('GET /users?q=', () => {
  let api: Api

  beforeEach(async () => {
    api = await startApi({ users: sample })
  })

  const search = async (q: string) => api.get(`/users?q=${encodeURIComponent(q)}&search_engine=v3&fields=user_id`)

  test('selects', async () => {
    expect(await search('app_metadata.groups:"green"')).toMatchObject({
      status: 200,
      body: [{ user_id: 'auth0|ann' }, { user_id: 'auth0|ben' }],
    })
  })

  test('refuses what is no query', async () => {
    const answer = refusal(400, expect.stringMatching(/^Invalid query string: /), 'invalid_query_string')
    expect(await search('name:"open')).toMatchObject(answer)
    expect(await search('')).toMatchObject({ status: 400, body: { errorCode: 'invalid_query_string' } })
  })

  test('refuses what is too long', async () => {
    const query = (length: number) => search(`name:"${'x'.repeat(length)}"`)
    expect(await query(1000)).toMatchObject({ status: 200, body: [] })
    expect(await query(5000)).toMatchObject(refusal(414, expect.any(String)))
    await api.set({ searchLimit: 100 })
    expect(await query(100)).toMatchObject({ status: 414 })
  })

  test('takes the reading of pure negation from the settings', async () => {
    expect(await search('NOT name:dan')).toMatchObject({ body: [] })
    await api.set({ pureNegation: 'complement' })
    expect((await search('NOT name:dan')).text).toContain('auth0|ann')
  })
})
