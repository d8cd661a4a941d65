import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, credentialsOf } from '../../support/config.ts'
import { type Call, refusal } from '../../support/http.ts'
import {
  addPerson,
  appOf,
  clearTenant,
  mailsTo,
  manage,
  managementSecret,
  managing,
  office,
  type Person,
  userOf,
  userPath,
} from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'

const CHANGE_PASSWORD = '/dbconnections/change_password'

let stage: TestStage
let person: Person

beforeAll(async () => {
  const clients = {
    office: { ...office, supportedConnections: ['elsewhere'] },
    staffApp: { supportedConnections: ['staff'] },
    app: {},
  }
  const config = configOf(clients, { ...managing(['staff', 'partners']), defaultClient: 'office' })
  stage = await openStage({ config, set: managementSecret })
})

beforeEach(async () => {
  await clearTenant(stage)
  person = await addPerson(stage, 'staff')
})

afterAll(() => stage.close())

function change(call: Call, { id } = person) {
  return manage(stage, userPath(id, '/change-password'), { method: 'POST', ...call })
}

describe('POST /users/{id}/change-password', () => {
  test('with a password sets it: 204', async () => {
    const password = 'Second-Password-2'
    expect(await change({ json: { password } })).toMatchObject({ status: 204, text: '' })
    await appOf(stage, { ...person, password })
    expect(await mailsTo(stage, person.email)).toEqual([])
  })

  test.each<[string, Call]>([
    ['no body', {}],
    ['an empty body of JSON', { raw: '', headers: { 'content-type': 'application/json' } }],
    ['an empty object', { json: {} }],
    ['an empty form', { form: {} }],
  ])('with %s has Auth0 send its mail: 202, and the password stays', async (_, call) => {
    expect(await change(call)).toMatchObject({ status: 202, text: '{}' })
    expect(await mailsTo(stage, person.email)).toEqual(['password-change'])
    await appOf(stage, person)
  })

  test('names an application that logs people of the connection in', async () => {
    await change({})
    await change({}, await addPerson(stage, 'partners'))
    const sent = await stage.admin.requests(CHANGE_PASSWORD)
    expect(sent.map(({ body }) => [body['client_id'], body['connection']])).toEqual([
      [credentialsOf('staffApp').client_id, 'staff'],
      [credentialsOf('app').client_id, 'partners'],
    ])
  })

  test.each<[string, unknown]>([
    ['password', { password: '' }],
    ['password', { password: null }],
    ['password', { password: 12345678 }],
    ['password', { password: { $ne: '' } }],
    ['passwort', { passwort: 'Second-Password-2' }],
    ['connection', { password: 'Second-Password-2', connection: 'partners' }],
    ['body', ['Second-Password-2']],
  ])('with a senseless %s is 400: no password, no mail', async (name, json) => {
    const answer = await change({ json })
    expect(answer).toEqual(refusal(400, 'invalid_request'))
    expect(answer.body['error_description']).toContain(name)
    expect(await stage.admin.counters()).toEqual({})
  })

  test('with a weak password is 400 in Auth0’s words', async () => {
    const answer = await change({ json: { password: 'weak' } })
    expect(answer).toEqual(refusal(400, 'tenant_refused'))
    expect(answer.body['error_description']).toContain('PasswordStrengthError')
    expect(userOf(stage, person.id)?.password).toBe(person.password)
  })

  test('of a user who is not there is 404, and no mail is sent', async () => {
    const nobody = { ...person, id: 'auth0|nobody' }
    expect(await change({}, nobody)).toEqual(refusal(404, 'not_found'))
    expect(await change({ json: { password: 'Second-Password-2' } }, nobody)).toEqual(refusal(404, 'not_found'))
    expect(await stage.admin.count(`POST ${CHANGE_PASSWORD}`)).toBe(0)
  })

  test('tells when the mail cannot be sent: 429 and 503', async () => {
    await stage.admin.fault({ path: CHANGE_PASSWORD, kind: 'status', status: 429, headers: { 'retry-after': '7' } })
    const limited = await change({})
    expect(limited).toEqual(refusal(429, 'too_many_requests'))
    expect(limited.headers['retry-after']).toBe('7')
    for (const kind of ['status', 'reset'] as const) {
      await stage.admin.fault({ path: CHANGE_PASSWORD, kind })
      expect(await change({})).toEqual(refusal(503, 'temporarily_unavailable'))
    }
    expect(await mailsTo(stage, person.email)).toEqual([])
  })
})
