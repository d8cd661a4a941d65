import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf } from '../../support/config.ts'
import { refusal } from '../../support/http.ts'
import {
  addPerson,
  appOf,
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

let stage: TestStage
let person: Person

beforeAll(async () => {
  const config = configOf({ office, app: {} }, managing(['staff', 'partners']))
  stage = await openStage({ config, set: managementSecret })
})

beforeEach(async () => {
  person = await addPerson(stage, 'staff', {
    name: 'Before',
    given_name: 'Ada',
    app_metadata: { groups: ['editors'], deep: { a: 1, b: 2 }, gone: true },
    user_metadata: { theme: 'dark' },
  })
  await clearTenant(stage)
})

afterAll(() => stage.close())

function patch(json: unknown) {
  return manage(stage, userPath(person.id), { method: 'PATCH', json })
}

describe('a change', () => {
  test('replaces properties, and null takes one away', async () => {
    const answer = await patch({ name: 'After', given_name: null, nickname: 'ada' })
    expect(answer).toMatchObject({ status: 200, body: { user_id: person.id, name: 'After', nickname: 'ada' } })
    expect(answer.body).not.toHaveProperty('given_name')
    expect(userOf(stage, person.id)).toMatchObject({ name: 'After' })
  })

  test('merges metadata at the first level', async () => {
    const { body } = await patch({ app_metadata: { deep: { c: 3 }, gone: null, more: 1 }, user_metadata: {} })
    expect(body['app_metadata']).toEqual({ groups: ['editors'], deep: { c: 3 }, more: 1 })
    expect(body['user_metadata']).toEqual({ theme: 'dark' })
  })

  test('of the e-mail is made in the user’s own connection', async () => {
    const email = `new-${person.email}`
    const answer = await patch({ email, email_verified: true })
    expect(answer).toMatchObject({ status: 200, body: { email, email_verified: true } })
    const [, request] = await stage.admin.requests(`/api/v2/users/${encodeURIComponent(person.id)}`)
    expect(request).toMatchObject({ method: 'PATCH', body: { email, connection: 'staff' } })
    await appOf(stage, { ...person, email })
  })

  test('of the password holds from then on', async () => {
    const password = 'Second-Password-2'
    expect(await patch({ password })).toMatchObject({ status: 200 })
    await appOf(stage, { ...person, password })
    await expect(appOf(stage, person)).rejects.toThrow('403')
  })

  test('of nothing is no change', async () => {
    expect(await patch({})).toMatchObject({ status: 200, body: { name: 'Before' } })
  })
})

describe('a body that Auth0 would refuse is 400 here, and the tenant is not asked', () => {
  test.each<[string, object]>([
    ['email', { email: 'nobody' }],
    ['password', { password: null }],
    ['password', { password: 'Second-Password-2', email: 'new@example.com' }],
    ['connection', { connection: 'elsewhere' }],
    ['connection', { connection: null }],
    ['blocked', { blocked: null }],
    ['name', { name: '' }],
    ['family_name', { family_name: 'x'.repeat(151) }],
    ['phone_number', { phone_number: 'none' }],
    ['picture', { picture: 'none' }],
    ['app_metadata', { app_metadata: ['a'] }],
    ['user_id', { user_id: 'auth0|other' }],
    ['identities', { identities: [] }],
    ['created_at', { created_at: '2026-01-01' }],
  ])('%s: %j', async (name, json) => {
    const answer = await patch(json)
    expect(answer).toEqual(refusal(400, 'invalid_request'))
    expect(answer.body['error_description']).toContain(name)
    expect(await managementCalls(stage)).toBe(0)
  })
})

describe('what Auth0 refuses comes through with its status and errorCode', () => {
  test.each<[string, object, string]>([
    ['a weak password', { password: 'weak' }, 'tenant_refused'],
    ['a username where there are none', { username: 'ada' }, 'invalid_body'],
    ['the connection of another identity', { connection: 'partners', password: 'Second-Password-2' }, 'invalid_body'],
    ['a client without an e-mail', { client_id: 'application-app' }, 'invalid_body'],
  ])('%s: 400', async (_, json, word) => {
    expect(await patch(json)).toEqual(refusal(400, word))
    expect(userOf(stage, person.id)).toMatchObject({ name: 'Before', password: person.password })
  })

  test('an e-mail that another user has: 400', async () => {
    const { email } = await addPerson(stage, 'staff')
    expect(await patch({ email })).toEqual(refusal(400, 'auth0_idp_error'))
  })
})
