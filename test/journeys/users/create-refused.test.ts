import { randomUUID } from 'node:crypto'
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
} from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'

const connections = ['staff', 'partners']

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ office, app: {} }, managing(connections)), set: managementSecret })
})

beforeEach(() => clearTenant(stage))

afterAll(() => stage.close())

/** What a new user needs. */
function someone(more: object = {}) {
  return { email: `${randomUUID()}@example.com`, password: 'First-Password-1', ...more }
}

function create(json: unknown) {
  return manage(stage, '/users', { json })
}

describe('a body that Auth0 would refuse is 400 here, and the tenant is not asked', () => {
  test.each<[string, object]>([
    ['email', { email: 'nobody' }],
    ['email', { email: null }],
    ['email', { email: ['a@example.com'] }],
    ['password', { password: '' }],
    ['password', { password: 12345678 }],
    ['connection', { connection: 'elsewhere' }],
    ['connection', { connection: '' }],
    ['connection', { connection: ['staff'] }],
    ['connection', { connection: 'constructor' }],
    ['given_name', { given_name: 'x'.repeat(151) }],
    ['name', { name: '' }],
    ['nickname', { nickname: 'x'.repeat(301) }],
    ['picture', { picture: 'no address' }],
    ['phone_number', { phone_number: '0123' }],
    ['blocked', { blocked: 'yes' }],
    ['app_metadata', { app_metadata: [] }],
    ['user_metadata', { user_metadata: 'text' }],
    ['user_metadata', { user_metadata: null }],
    ['identities', { identities: [] }],
    ['client_id', { client_id: 'application-app' }],
    ['last_ip', { last_ip: '127.0.0.1' }],
  ])('%s: %j', async (name, wrong) => {
    const answer = await create({ ...someone(), ...wrong })
    expect(answer).toEqual(refusal(400, 'invalid_request'))
    expect(answer.body['error_description']).toContain(name)
    expect(await managementCalls(stage)).toBe(0)
  })

  test.each<[string, Call, number]>([
    ['a list', { json: [someone()] }, 400],
    ['a text', { json: 'user' }, 400],
    ['broken JSON', { raw: '{"email":', headers: { 'content-type': 'application/json' } }, 400],
    ['plain text', { raw: 'email=a', headers: { 'content-type': 'text/plain' } }, 415],
  ])('%s', async (_, call, status) => {
    const answer = await manage(stage, '/users', { method: 'POST', ...call })
    expect(answer).toMatchObject({ status, body: { statusCode: status } })
    expect(await managementCalls(stage)).toBe(0)
  })
})

describe('what Auth0 refuses comes through with its status and errorCode', () => {
  test('a user who exists: 409', async () => {
    const { email } = await addPerson(stage, 'staff')
    const answer = await create(someone({ email: email.toUpperCase() }))
    expect(answer).toEqual(refusal(409, 'auth0_idp_error'))
    expect(await create(someone({ email, connection: 'partners' }))).toMatchObject({ status: 201 })
  })

  test('a weak password: 400, in Auth0’s words', async () => {
    const answer = await create(someone({ password: 'weak' }))
    expect(answer).toEqual(refusal(400, 'tenant_refused'))
    expect(answer.body['error_description']).toContain('PasswordStrengthError')
  })

  test('a username where there are none: 400', async () => {
    expect(await create(someone({ username: 'ada' }))).toEqual(refusal(400, 'invalid_body'))
  })

  test('a user without what the connection needs: 400', async () => {
    expect(await create({ email: 'new@example.com' })).toEqual(refusal(400, 'invalid_body'))
  })

  test('it is asked once', async () => {
    await create(someone({ password: 'weak' }))
    expect(await stage.admin.count('POST /api/v2/users')).toBe(1)
  })
})
