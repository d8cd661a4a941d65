import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf } from '../../support/config.ts'
import { refusal } from '../../support/http.ts'
import { addPerson, clearTenant, listOf, manage, managementSecret, managing, office } from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'

/** More than two pages of Auth0's. */
const MANY = 230

let stage: TestStage
let names: readonly string[]

beforeAll(async () => {
  const config = configOf({ office, app: { supportedConnections: ['crowd', 'other'] } }, managing(['crowd']))
  stage = await openStage({ config, set: managementSecret })
  const people = Array.from({ length: MANY }, (_, i) => `person ${String(i).padStart(3, '0')}`)
  for (const name of people) await addPerson(stage, 'crowd', { name, nickname: 'one of many' })
  await addPerson(stage, 'other', { name: 'person 001', nickname: 'one of many' })
  names = people
})

beforeEach(() => clearTenant(stage))

afterAll(() => stage.close())

async function namesOf(query: string): Promise<readonly unknown[]> {
  return listOf(await manage(stage, `/users?nickname=one of many&${query}`)).map(({ name }) => name)
}

describe('_l and _sk', () => {
  test.each([
    [25, 0],
    [1, 0],
    [1, 229],
    [10, 20],
    [10, 25],
    [7, 100],
    [3, 98],
    [100, 0],
    [100, 1],
    [100, 50],
    [100, 99],
    [100, 150],
    [99, 199],
    [33, 100],
    [100, 230],
    [100, 900],
    [1, 999],
  ])('%i users from exactly %i on', async (limit, skip) => {
    expect(await namesOf(`_s=name&_l=${limit}&_sk=${skip}`)).toEqual(names.slice(skip, skip + limit))
    const calls = await stage.admin.count('GET /api/v2/users')
    expect(calls).toBeLessThanOrEqual(2)
  })

  test('are 25 and 0 when left out', async () => {
    expect(await namesOf('_s=name')).toEqual(names.slice(0, 25))
  })

  test('without an order show everybody once, page by page', async () => {
    const pages = [0, 37, 74, 111, 148, 185, 222].map((skip) => namesOf(`_l=37&_sk=${skip}`))
    expect((await Promise.all(pages)).flat().toSorted()).toEqual(names)
  })

  test.each(['_l=0', '_l=101', '_l=-1', '_l=1.5', '_l=', '_l=ten', '_l=1e1', '_sk=-1', '_sk=x', '_sk=', '_sk=9999999'])(
    '%s is 400',
    async (query) => {
      const answer = await manage(stage, `/users?${query}`)
      expect(answer).toEqual(refusal(400, 'invalid_request'))
      expect(answer.body['error_description']).toContain(query.split('=')[0])
      expect(await stage.admin.counters()).toEqual({})
    },
  )

  test.each(['_sk=1000', '_sk=976', '_l=100&_sk=901', '_l=1&_sk=999999'])(
    '%s, beyond what Auth0 shows, is 400 that says so and what to do',
    async (query) => {
      const answer = await manage(stage, `/users?${query}`)
      expect(answer).toEqual(refusal(400, 'invalid_request'))
      expect(answer.body['error_description']).toMatch(/1000.*narrow/)
      expect(await stage.admin.counters()).toEqual({})
    },
  )
})

describe('_s', () => {
  test('sorts up and down', async () => {
    expect(await namesOf('_s=name&_l=2')).toEqual(names.slice(0, 2))
    expect(await namesOf('_s=-name&_l=2')).toEqual(names.slice(-2).toReversed())
  })

  test.each([
    '',
    '-',
    'app_metadata.x',
    'password',
    'identities.connection',
    'name:1',
    'name,email',
    '--name',
    '__proto__',
  ])('is 400 for "%s"', async (sort) => {
    expect(await manage(stage, `/users?_s=${sort}`)).toEqual(refusal(400, 'invalid_request'))
  })
})

describe('_p', () => {
  test('shows the properties asked for, and no others', async () => {
    const [user] = listOf(await manage(stage, '/users?_p=name,user_id,identities&_s=name&_l=1'))
    expect(Object.keys(user ?? {}).toSorted()).toEqual(['identities', 'name', 'user_id'])
  })

  test('without the id still pages exactly', async () => {
    const users = listOf(await manage(stage, '/users?nickname=one of many&_p=name&_s=name&_l=100&_sk=50'))
    expect(users).toEqual(names.slice(50, 150).map((name) => ({ name })))
  })

  test.each(['', 'name,', 'password', 'app_metadata.groups', 'name;email', '__proto__'])(
    'is 400 for "%s"',
    async (p) => {
      expect(await manage(stage, `/users?_p=${p}`)).toEqual(refusal(400, 'invalid_request'))
    },
  )
})

test.each(['_l', '_sk', '_s', '_p', '_q'])('%s that stands twice is 400', async (name) => {
  const value = { _l: '1', _sk: '1', _s: 'name', _p: 'name', _q: '{}' }[name]
  expect(await manage(stage, `/users?${name}=${value}&${name}=${value}`)).toEqual(refusal(400, 'invalid_request'))
})

describe('GET /users/count', () => {
  test('is the number of all that a search finds, as JSON', async () => {
    const answer = await manage(stage, '/users/count?nickname=one of many')
    expect(answer).toMatchObject({ status: 200, text: String(MANY) })
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
    expect(await manage(stage, '/users/count?name=person 0*')).toMatchObject({ text: '100' })
    expect(await manage(stage, '/users/count?name=nobody')).toMatchObject({ text: '0' })
  })
})

test('a search that Auth0 gives up on is 503, not an empty list', async () => {
  await stage.admin.fault({ path: '/api/v2/users', kind: 'status', status: 503, times: 2 })
  expect(await manage(stage, '/users')).toEqual(refusal(503, 'temporarily_unavailable'))
  expect(await manage(stage, '/users/count')).toEqual(refusal(503, 'temporarily_unavailable'))
})
