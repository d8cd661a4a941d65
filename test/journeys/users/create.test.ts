import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf } from '../../support/config.ts'
import { refusal } from '../../support/http.ts'
import {
  appOf,
  clearTenant,
  manage,
  managementSecret,
  managing,
  office,
  userOf,
  userPath,
} from '../../support/management.ts'
import { openStage, openTwin, type TestStage } from '../../support/stage.ts'

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

describe('a new user', () => {
  test('is created with all that Auth0 takes, and can log in', async () => {
    const own = randomUUID()
    const json = {
      ...someone(),
      user_id: own,
      connection: 'partners',
      given_name: 'Ada',
      family_name: 'Lovelace',
      name: 'Ada Lovelace',
      nickname: 'ada',
      picture: 'https://pictures.example/ada.png',
      phone_number: '+441234567',
      phone_verified: true,
      email_verified: true,
      verify_email: false,
      blocked: false,
      app_metadata: { groups: ['editors'], deep: { er: [1, null, 'ü'] } },
      user_metadata: { theme: 'dark' },
    }
    const answer = await create(json)
    const { password, connection, verify_email: _, user_id: __, ...profile } = json
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ ...profile, user_id: `auth0|${own}`, identities: [{ connection }] })
    expect(answer.text).not.toContain(password)
    await appOf(stage, { id: `auth0|${own}`, email: json.email, password, connection })
  })

  test('lands in the default connection when it names none', async () => {
    const { status, body } = await create(someone())
    expect(status).toBe(201)
    expect(userOf(stage, String(body['user_id']))?.connection).toBe('staff')
  })

  test('is there at once for a change, although the search has yet to see it', async () => {
    await stage.admin.settings({ searchDelay: 60 })
    const { email, ...rest } = someone()
    const { body } = await create({ email, ...rest })
    const id = String(body['user_id'])
    expect(await manage(stage, `/users?email=${email}`)).toMatchObject({ status: 200, text: '[]' })
    expect(await manage(stage, userPath(id), { method: 'PATCH', json: { name: 'New' } })).toMatchObject({ status: 200 })
    stage.advance(61)
    expect(await manage(stage, `/users?email=${email}&_p=name`)).toMatchObject({ text: '[{"name":"New"}]' })
  })

  test('names its connection where there is no default', async () => {
    const config = configOf({ office }, managing(connections, { defaultCreateUserConnection: undefined }))
    const twin = await openTwin(stage, { config, set: managementSecret })
    const without = await manage(twin, '/users', { json: someone() })
    expect(without).toEqual(refusal(400, 'invalid_request'))
    expect(without.body['error_description']).toContain('connection')
    const json = someone({ connection: 'partners' })
    expect(await manage(twin, '/users', { json })).toMatchObject({ status: 201 })
    await twin.close()
  })
})
