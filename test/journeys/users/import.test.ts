import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { indexConnections } from '#infra/local/tenant/registry'
import { configOf } from '../../support/config.ts'
import { type Call, refusal } from '../../support/http.ts'
import {
  clearTenant,
  importing,
  manage,
  managementCalls,
  managementSecret,
  managing,
  office,
} from '../../support/management.ts'
import { openStage, openTwin, type TestStage } from '../../support/stage.ts'
import { importForm } from '../../support/upload.ts'

const IMPORTS = '/api/v2/jobs/users-imports'
const ids = indexConnections(['staff', 'partners'])
const connections = ['staff', 'partners']

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({
    config: configOf({ office, app: {} }, importing(connections, 'staff')),
    set: managementSecret,
  })
})

beforeEach(() => clearTenant(stage))

afterAll(() => stage.close())

function start(call: Call, query = '', on = stage) {
  return manage(on, `/users/import${query}`, { method: 'POST', ...call })
}

function someone(more: object = {}) {
  return { email: `${randomUUID()}@example.com`, ...more }
}

function imported(email: string) {
  return stage.tenant?.state().users.find((user) => user.email === email)
}

describe('POST /users/import', () => {
  test('hands the file over: 202, the job as Auth0 tells it, and the users are there', async () => {
    const users = [someone({ name: 'Ünï “cödé”', app_metadata: { groups: ['a'] } }), someone()]
    const answer = await start(importForm(users))
    expect(answer.status).toBe(202)
    expect(answer.body).toMatchObject({
      type: 'users_import',
      status: 'pending',
      connection: 'staff',
      connection_id: ids.get('staff'),
      id: expect.stringMatching(/^job_/),
    })
    await manage(stage, `/users/import/status/${answer.body['id']}`)
    for (const user of users) expect(imported(user.email)).toMatchObject({ ...user, connection: 'staff' })
  })

  test('hands Auth0’s options over, and no others', async () => {
    const fields = { upsert: 'true', external_id: 'my-import', send_completion_email: 'false', connection: 'partners' }
    expect(await start(importForm([someone()], fields))).toMatchObject({
      status: 202,
      body: { connection: 'partners', external_id: 'my-import' },
    })
    const [request] = await stage.admin.requests(IMPORTS)
    const { connection: _, ...options } = fields
    expect(request?.body).toEqual({ ...options, connection_id: ids.get('partners') })
  })

  test('leaves what is wrong with single users to the job', async () => {
    expect(await start(importForm([someone({ blocked: 'perhaps' }), { email: 'nobody' }]))).toMatchObject({
      status: 202,
    })
  })

  test('is 429 while two imports of the tenant are running, and is not repeated', async () => {
    await stage.admin.settings({ jobSeconds: 60 })
    for (const status of [202, 202]) expect(await start(importForm([someone()]))).toMatchObject({ status })
    const third = await start(importForm([someone()]))
    expect(third).toEqual(refusal(429, 'too_many_requests'))
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0)
    expect(await stage.admin.count(`POST ${IMPORTS}`)).toBe(3)
    stage.advance(61)
    expect(await start(importForm([someone()]))).toMatchObject({ status: 202 })
    stage.advance(61)
  })
})

describe('the connection', () => {
  test.each([
    ['that is not supported', { connection: 'elsewhere' }, 'connection'],
    ['that every object has', { connection: 'constructor' }, 'connection'],
    ['of an empty name', { connection: '' }, 'connection'],
    ['by its id', { connection_id: String(ids.get('staff')) }, 'connection_id'],
  ])('%s is 400', async (_, fields, name) => {
    const answer = await start(importForm([someone()], fields))
    expect(answer).toEqual(refusal(400, 'invalid_request'))
    expect(answer.body['error_description']).toContain(name)
    expect(await managementCalls(stage)).toBe(0)
  })

  test.each<[string, object, RegExp]>([
    ['without a default has to be named', importing(connections), /connection is missing/],
    ['without a map is nothing to import into', managing(['staff']), /supportedConnectionsMap/],
  ])('%s', async (_, settings, message) => {
    const config = configOf({ office }, { ...settings })
    const twin = await openTwin(stage, { config, set: managementSecret })
    const answer = await start(importForm([someone()]), '', twin)
    expect(answer).toEqual(refusal(400, 'invalid_request'))
    expect(answer.body['error_description']).toMatch(message)
    await twin.close()
  })
})

describe('?dry_run=true', () => {
  test('tells every error of every user by its index, and sends nothing', async () => {
    const twice = someone()
    const users = [someone(), { email: 'nobody', blocked: 1 }, twice, { ...twice, unknown: 1 }]
    const answer = await start(importForm(users), '?dry_run=true')
    expect(answer).toMatchObject({ status: 200, body: { total: 4 } })
    const errors = Array.isArray(answer.body['errors']) ? answer.body['errors'] : []
    expect(errors.map(({ index }) => index)).toEqual([1, 3])
    expect(errors.map(({ errors: all }) => all.map(({ path }: { path: string }) => path).toSorted())).toEqual([
      ['blocked', 'email'],
      ['email', 'unknown'],
    ])
    expect(await stage.admin.counters()).toEqual({})
  })

  test('finds no errors where there are none', async () => {
    const answer = await start(importForm([someone()]), '?dry_run=true')
    expect(answer).toMatchObject({ status: 200, text: '{"total":1,"errors":[]}' })
  })

  test.each(['?dry_run=false', '?dry_run=', '?dry_run', '?dry_run=1', '?dry_run=true&dry_run=true'])(
    '%s is 400',
    async (query) => {
      expect(await start(importForm([someone()]), query)).toEqual(refusal(400, 'invalid_request'))
      expect(await managementCalls(stage)).toBe(0)
    },
  )
})
