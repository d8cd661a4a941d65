import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf } from '../../support/config.ts'
import { refusal } from '../../support/http.ts'
import { addPerson, clearTenant, listOf, manage, managementSecret, managing, office } from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'

const people = {
  ada: { email: 'ada@one.example', username: 'Ada', app_metadata: { groups: ['editors'] } },
  bob: { email: 'bob@two.example', name: 'bob', app_metadata: { groups: ['editors'] } },
  cyd: { email: 'cyd@one.example' },
}

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ office, app: {} }, managing(['staff'])), set: managementSecret })
  for (const fields of Object.values(people)) await addPerson(stage, 'staff', fields)
})

beforeEach(() => clearTenant(stage))

afterAll(() => stage.close())

type Pairs = readonly (readonly [string, string])[]

/** The people that a search finds, by their short names; the stage’s own people are left out. */
async function found(pairs: Pairs, headers: Record<string, string> = {}): Promise<readonly string[]> {
  const query = new URLSearchParams()
  for (const [name, value] of pairs) query.append(name, value)
  const users = listOf(await manage(stage, `/users?_l=100&${query}`, { headers }))
  const emails = users.map(({ email }) => email)
  const { text } = await manage(stage, `/users/count?${query}`, { headers })
  expect(Number(text)).toBe(users.length)
  return Object.entries(people).flatMap(([name, { email }]) => (emails.includes(email) ? [name] : []))
}

describe('acl_rows', () => {
  const onlyOne = { acl_rows: '{"email.domain":"one.example"}' }

  test('narrows every search', async () => {
    expect(await found([], onlyOne)).toEqual(['ada', 'cyd'])
    expect(await found([['app_metadata.groups', 'editors']], onlyOne)).toEqual(['ada'])
    const either = [['_q', '{"$or":[{"email":"bob@two.example"},{"username":"Ada"}]}']] as const
    expect(await found(either, onlyOne)).toEqual(['ada'])
  })

  test('cannot be widened by the search', async () => {
    for (const [name, value] of [
      ['_q', '{"$or":[{"email.domain":"one.example"},{"email.domain":{"$ne":"one.example"}}]}'],
      ['name', '*) OR (email:bob*'],
      ['email', 'b*'],
    ] as const) {
      expect(await found([[name, value]], onlyOne)).not.toContain('bob')
    }
  })

  test.each([
    '',
    ' ',
    '{',
    '{"email":',
    'null',
    '[]',
    '{}{}',
    '{"email":"a"},{"email":"b"}',
    '{"$or":[]}',
    '{"nobody":1}',
  ])('is 400 when it is broken: %s', async (acl_rows) => {
    for (const path of ['/users', '/users/count']) {
      expect(await manage(stage, path, { headers: { acl_rows } })).toEqual(refusal(400, 'invalid_request'))
    }
    expect(await stage.admin.count('GET /api/v2/users')).toBe(0)
  })

  test('is 400 when it stands twice', async () => {
    const headers = { acl_rows: [onlyOne.acl_rows, '{}'] }
    expect(await manage(stage, '/users', { headers })).toEqual(refusal(400, 'invalid_request'))
  })
})
