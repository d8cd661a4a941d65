import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf } from '../../support/config.ts'
import { refusal } from '../../support/http.ts'
import { addPerson, clearTenant, listOf, manage, managementSecret, managing, office } from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'

const people = {
  ada: {
    connection: 'staff',
    email: 'ada@one.example',
    username: 'Ada',
    name: 'Ada Lovelace',
    app_metadata: { groups: ['admins', 'editors'], level: 3, 'a-b': 'x' },
  },
  bob: {
    connection: 'staff',
    email: 'bob@two.example',
    nickname: 'bobby',
    app_metadata: { groups: ['editors'], level: 1 },
  },
  cyd: { connection: 'partners', email: 'cyd@one.example', name: 'Cyd "AND" Charisse', app_metadata: { groups: [] } },
  dan: { connection: 'partners', email: 'dan+x@one.example', name: 'Dan * Brown', email_verified: true, blocked: true },
  eve: { connection: 'others', email: 'eve@one.example', app_metadata: { groups: ['admins'] } },
}
const everybody = ['ada', 'bob', 'cyd', 'dan']

let stage: TestStage

beforeAll(async () => {
  const connections = ['staff', 'partners']
  const config = configOf({ office, app: { supportedConnections: [...connections, 'others'] } }, managing(connections))
  stage = await openStage({ config, set: managementSecret })
  for (const { connection, ...fields } of Object.values(people)) {
    await addPerson(stage, connection, { user_metadata: { test: 'search' }, ...fields })
  }
})

beforeEach(() => clearTenant(stage))

afterAll(() => stage.close())

type Pairs = readonly (readonly [string, string])[]

/** The people that a search finds, by their short names; the furniture of the tenant is left out. */
async function found(pairs: Pairs, headers: Record<string, string> = {}): Promise<readonly string[]> {
  const query = new URLSearchParams()
  for (const [name, value] of pairs) query.append(name, value)
  const users = listOf(await manage(stage, `/users?_l=100&${query}`, { headers }))
  const emails = users.map(({ email }) => email)
  const { text } = await manage(stage, `/users/count?${query}`, { headers })
  expect(Number(text)).toBe(users.length)
  return Object.entries(people).flatMap(([name, { email }]) => (emails.includes(email) ? [name] : []))
}

describe('a parameter finds', () => {
  test.each<[what: string, pairs: Pairs, whom: readonly string[]]>([
    ['by e-mail, whatever its case', [['email', 'ADA@one.example']], ['ada']],
    ['an address with a plus', [['email', 'dan+x@one.example']], ['dan']],
    [
      'several e-mails',
      [
        ['email', 'ada@one.example'],
        ['email', 'bob@two.example'],
      ],
      ['ada', 'bob'],
    ],
    ['by the beginning', [['email', 'a*']], ['ada']],
    ['by the end, with three characters', [['email', '*@one.example']], ['ada', 'cyd', 'dan']],
    ['by both ends', [['email', 'c*.example']], ['cyd']],
    ['by a nickname', [['nickname', 'bobby']], ['bob']],
    ['by a username, whose case counts', [['username', 'Ada']], ['ada']],
    ['nobody by a username of another case', [['username', 'ada']], []],
    ['by a name with spaces', [['name', 'Ada Lovelace']], ['ada']],
    ['by a name with quotes and operators', [['name', 'Cyd "AND" Charisse']], ['cyd']],
    ['by a connection', [['connection', 'partners']], ['cyd', 'dan']],
    [
      'by several connections',
      [
        ['connection', 'partners'],
        ['connection', 'staff'],
      ],
      everybody,
    ],
    ['by a group', [['app_metadata.groups', 'admins']], ['ada']],
    [
      'by any of some groups',
      [
        ['app_metadata.groups', 'admins'],
        ['app_metadata.groups', 'editors'],
      ],
      ['ada', 'bob'],
    ],
    ['by a number', [['app_metadata.level', '3']], ['ada']],
    ['by a field with a dash', [['app_metadata.a-b', 'x']], ['ada']],
    [
      'by all of several fields',
      [
        ['app_metadata.groups', 'editors'],
        ['email', '*@one.example'],
      ],
      ['ada'],
    ],
    ['nobody by an operator in a value', [['email', 'x OR email:*ample']], []],
    ['nobody by a quote in a value', [['email', 'x" OR user_id:"a']], []],
    ['nobody by a parenthesis in a value', [['name', 'x) OR (name:Ada*']], []],
  ])('%s', async (_, pairs, whom) => {
    expect(await found(pairs)).toEqual(whom)
  })

  test('everybody when there is none', async () => {
    expect(await found([])).toEqual(everybody)
  })
})

describe('_q finds', () => {
  test.each<[filter: object, whom: readonly string[]]>([
    [{}, everybody],
    [{ email: 'bob@two.example' }, ['bob']],
    [{ 'app_metadata.groups': { $in: ['admins', 'nobodies'] } }, ['ada']],
    [{ 'app_metadata.groups': { $nin: ['admins'] }, 'user_metadata.test': 'search' }, ['bob', 'cyd', 'dan']],
    [{ 'app_metadata.level': { $gt: 1 } }, ['ada']],
    [{ 'app_metadata.level': { $gte: 1, $lt: 3 } }, ['bob']],
    [{ 'app_metadata.level': { $exists: false }, 'user_metadata.test': { $exists: true } }, ['cyd', 'dan']],
    [{ $or: [{ blocked: true }, { username: 'Ada' }] }, ['ada', 'dan']],
    [{ $and: [{ 'email.domain': 'one.example' }, { $nor: [{ blocked: true }] }] }, ['ada', 'cyd']],
    [{ email: { $regex: '^da' } }, ['dan']],
    [{ name: { $not: { $regex: '^Ada' } }, 'user_metadata.test': 'search' }, ['bob', 'cyd', 'dan']],
    [{ name: { $regex: '^Dan \\*' } }, ['dan']],
    [{ created_at: { $gt: '2020-01-01' } }, everybody],
    [{ created_at: { $lt: '2020-01-01T00:00:00Z' } }, []],
    [{ 'identities.connection': { $in: ['others', 'partners'] } }, ['cyd', 'dan']],
  ])('%j', async (filter, whom) => {
    expect(await found([['_q', JSON.stringify(filter)]])).toEqual(whom)
  })

  test.each([
    '',
    '{',
    '[]',
    'null',
    '"a"',
    '{"$where":"1"}',
    '{"password":"x"}',
    '{"email":{"$regex":".*"}}',
    '{"$or":[]}',
  ])('nothing for %s: 400', async (filter) => {
    const answer = await manage(stage, `/users?_q=${encodeURIComponent(filter)}`)
    expect(answer).toEqual(refusal(400, 'invalid_request'))
  })
})
