import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf } from '../../support/config.ts'
import { type Call, refusal } from '../../support/http.ts'
import {
  addPerson,
  clearTenant,
  manage,
  managementCalls,
  managementSecret,
  managing,
  office,
  type Person,
  userOf,
  userPath,
} from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'
import type { Fault } from '../../support/tenant.ts'

const config = configOf({ office, app: {} }, managing(['staff']))
const AN_OUTAGE = refusal(503, 'temporarily_unavailable')

let stage: TestStage
let person: Person

beforeAll(async () => {
  stage = await openStage({ config, set: managementSecret })
})

beforeEach(async () => {
  await clearTenant(stage)
  person = await addPerson(stage, 'staff')
})

afterAll(() => stage.close())

describe('an answer that makes no sense is 503, never a user who is none or an empty list', () => {
  const json = { 'content-type': 'application/json' }
  const nonsense: Omit<Fault, 'path'>[] = [
    { kind: 'malformed' },
    { kind: 'truncated' },
    { kind: 'status', status: 200, body: '<html>maintenance</html>', headers: { 'content-type': 'text/html' } },
    { kind: 'status', status: 200, body: '' },
    { kind: 'status', status: 200, body: 'null', headers: json },
    { kind: 'status', status: 200, body: [], headers: json },
    { kind: 'status', status: 200, body: {}, headers: json },
    { kind: 'status', status: 200, body: { user_id: 7, users: 'none' }, headers: json },
    { kind: 'status', status: 500, body: { statusCode: 500, message: 'trouble' }, headers: json },
    { kind: 'status', status: 504, body: 'timeout' },
  ]

  test.each(nonsense)('%j', async (fault) => {
    const expectOutage = async (path: string, own: string, call: Call = {}) => {
      await stage.admin.fault({ ...fault, path, ...(call.method === undefined ? { method: 'GET' } : {}) })
      expect(await manage(stage, own, call)).toEqual(AN_OUTAGE)
    }
    await expectOutage('/api/v2/users', '/users')
    await expectOutage('/api/v2/users', '/users/count')
    await expectOutage('/api/v2/users/{id}', userPath(person.id), { method: 'DELETE' })
    await expectOutage('/api/v2/users/{id}', userPath(person.id), { method: 'PATCH', json: { name: 'New' } })
    expect(userOf(stage, person.id)?.name).toBeUndefined()
  })

  test.each(nonsense)('of the change itself: %j', async (fault) => {
    await stage.admin.fault({ ...fault, path: '/api/v2/users/{id}', method: 'PATCH' })
    const call = { method: 'PATCH', json: { name: 'New' } }
    expect(await manage(stage, userPath(person.id), call)).toEqual(AN_OUTAGE)
  })
})

test('a tenant that refuses our application is 502, and nobody learns why but the log', async () => {
  const body = {
    statusCode: 403,
    message: 'Insufficient scope, expected any of: read:users',
    errorCode: 'insufficient_scope',
  }
  await stage.admin.fault({ path: '/api/v2/users', kind: 'status', status: 403, body })
  const answer = await manage(stage, '/users')
  expect(answer).toEqual(refusal(502, 'bad_gateway'))
  expect(answer.text).not.toContain('read:users')
  await expect.poll(() => stage.logs.at(-1)).toContain('403 insufficient_scope')
})

test('what the SDK or Auth0 say of a user never reaches the log', async () => {
  const leak = 'private-words-of-auth0'
  for (const status of [400, 404, 409, 429, 500]) {
    const body = { statusCode: status, message: `${leak} ${person.email}`, error: leak }
    await stage.admin.fault({ path: '/api/v2/users', kind: 'status', status, body, headers: { 'retry-after': '60' } })
    await manage(stage, `/users?email=${person.email}`)
  }
  const lines = stage.logs.join('\n')
  expect(lines).not.toContain(leak)
  expect(lines).not.toContain(person.email)
  expect(await managementCalls(stage)).toBe(5)
})
