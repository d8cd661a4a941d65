import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf } from '../../support/config.ts'
import type { Answer } from '../../support/http.ts'
import {
  addPerson,
  clearTenant,
  manage,
  managementCalls,
  managementSecret,
  managing,
  office,
  userOf,
  userPath,
} from '../../support/management.ts'
import { hasParameter, routesThat } from '../../support/routes.ts'
import { openStage, type TestStage } from '../../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  const config = configOf({ office, app: {} }, managing(['staff'], {}))
  stage = await openStage({ config, set: managementSecret })
})

beforeEach(() => clearTenant(stage))

afterAll(() => stage.close())

/** Every route that has a parameter in its path. @param segment as it stands in the request line */
function everyCall(segment: string): Promise<Answer>[] {
  const json = { password: 'Second-Password-2' }
  return routesThat(hasParameter, segment).map(({ method, at }) =>
    manage(stage, at, method === 'GET' ? {} : { method, json }),
  )
}

describe('an odd id is 400 or 404, and the tenant is not asked', () => {
  test.each([
    ['nothing', ''],
    ['no bar', 'auth0'],
    ['no provider', '%7Cid'],
    ['no id', 'auth0%7C'],
    ['an empty part', 'samlp%7C%7Cid'],
    ['a slash', 'auth0%7Ca%2Fb'],
    ['a way up', 'auth0%7Cx%2F..%2F..%2Fconnections'],
    ['a way up alone', '..%2Fconnections'],
    ['dots', 'auth0%7C..'],
    ['one dot', 'auth0%7C.'],
    ['dots as the provider', '..%7Cid'],
    ['a backslash', 'auth0%7Ca%5C..%5Cb'],
    ['a query', 'auth0%7Cid%3Ffields=email'],
    ['a fragment', 'auth0%7Cid%23x'],
    ['a slash, encoded twice', 'auth0%7Ca%252Fb'],
    ['a bar, encoded twice', 'auth0%257Cid'],
    ['dots, encoded twice', 'auth0%7C%252e%252e'],
    ['a line break', 'auth0%7Cid%0D%0Ax-header:1'],
    ['a zero', 'auth0%7Cid%00'],
    ['a control character beyond ASCII', 'auth0%7Cid%C2%85'],
    ['a space', 'auth0%7Cid%20x'],
    ['a wide space', 'auth0%7Cid%E3%80%80x'],
    ['a broken escape', 'auth0%7C%'],
    ['half a character', 'auth0%7C%C3'],
    ['half a pair', 'auth0%7C%ED%A0%80'],
    ['a name of every object', '__proto__'],
    ['a name of every object, as the id of a job', 'job_constructor%00'],
    ['a path to a job', 'job_0%2F..%2F..%2Fusers'],
    ['an endless job', `job_${'a'.repeat(65)}`],
    ['an overlong slash', 'auth0%7C%C0%AF'],
    ['256 characters', `auth0%7C${'a'.repeat(250)}`],
    ['another collection’s word', 'me'],
  ])('%s', async (_, segment) => {
    const answers = await Promise.all(everyCall(segment))
    expect(answers.map(({ status }) => status).filter((status) => status !== 400 && status !== 404)).toEqual([])
    expect(await managementCalls(stage)).toBe(0)
  })
})

test('dots and slashes that are not encoded lead to no endpoint of ours', async () => {
  for (const path of ['/users/auth0%7Ca/../../sessions', '/users/../auth0%7Ca/x/y', '/users//change-password']) {
    expect((await manage(stage, path, { method: 'DELETE' })).status).toBe(404)
  }
  expect(await managementCalls(stage)).toBe(0)
})

describe('an id that Auth0 may well give arrives as it is', () => {
  test.each([
    'auth0|507f1f77bcf86cd799439020',
    'samlp|acme|jane.doe@acme.example',
    'google-oauth2|103547991597142817347',
    'auth0|a+b&c=d;e:f',
    "ad|acme|o'neil(1)*~!$,",
    'oidc|acme|žluťoučký',
    'auth0|🙂',
    'auth0|a..b',
    'email|x@y',
  ])('%s', async (id) => {
    await addPerson(stage, 'staff', { user_id: id })
    await clearTenant(stage)
    const answer = await manage(stage, userPath(id), { method: 'PATCH', json: { name: 'Changed' } })
    expect(answer).toMatchObject({ status: 200, body: { user_id: id, name: 'Changed' } })
    expect(await manage(stage, userPath(id), { method: 'DELETE' })).toMatchObject({ status: 204, text: '' })
    expect(userOf(stage, id)).toBeUndefined()
    const { [`GET /api/v2/users/{id}`]: reads, ...others } = await stage.admin.counters()
    expect(reads).toBe(2)
    const users = ['PATCH /api/v2/users/{id}', 'DELETE /api/v2/users/{id}']
    const known = [...users, 'GET /api/v2/device-credentials', 'POST /oauth/token']
    expect(Object.keys(others).filter((name) => !known.some((each) => name.startsWith(each)))).toEqual([])
  })
})
