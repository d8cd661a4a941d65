import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf } from '../../support/config.ts'
import { refusal } from '../../support/http.ts'
import {
  addPerson,
  clearTenant,
  importing,
  listOf,
  manage,
  managementCalls,
  managementSecret,
  office,
} from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'
import { importForm } from '../../support/upload.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({
    config: configOf({ office, app: {} }, importing(['staff'], 'staff')),
    set: managementSecret,
  })
})

beforeEach(() => clearTenant(stage))

afterAll(() => stage.close())

async function started(users: readonly object[], fields: Record<string, string> = {}): Promise<string> {
  const { status, body } = await manage(stage, '/users/import', importForm(users, fields))
  if (status !== 202) throw new Error(`No import: ${status}`)
  return String(body['id'])
}

function status(id: string) {
  return manage(stage, `/users/import/status/${id}`)
}

function errors(id: string) {
  return manage(stage, `/users/import/status/${id}/errors`)
}

function someone() {
  return { email: `${randomUUID()}@example.com` }
}

describe('an import', () => {
  test('of good users ends with its numbers, and no errors: 204', async () => {
    const id = await started([someone(), someone()])
    expect(await status(id)).toMatchObject({
      status: 200,
      body: { id, type: 'users_import', status: 'completed', summary: { inserted: 2, failed: 0, total: 2 } },
    })
    expect(await errors(id)).toMatchObject({ status: 204, text: '' })
  })

  test('with bad users ends as well, and tells each of them as Auth0 does', async () => {
    const existing = await addPerson(stage, 'staff')
    const users = [someone(), { email: existing.email }, { email: 'nobody' }]
    const id = await started(users)
    expect(await status(id)).toMatchObject({ body: { summary: { inserted: 1, failed: 2, total: 3 } } })
    expect(listOf(await errors(id))).toEqual([
      { user: users[1], errors: [expect.objectContaining({ code: 'DUPLICATED_USER' })] },
      { user: users[2], errors: [expect.objectContaining({ code: 'FORMAT', path: 'email' })] },
    ])
  })

  test('with upsert updates who exists', async () => {
    const { email } = await addPerson(stage, 'staff')
    const id = await started([{ email, name: 'Updated' }], { upsert: 'true' })
    expect(await status(id)).toMatchObject({ body: { summary: { updated: 1, failed: 0 } } })
  })

  test('that still runs tells how far it is; its errors are the job itself', async () => {
    await stage.admin.settings({ jobSeconds: 100 })
    const id = await started([someone()])
    stage.advance(50)
    expect(await status(id)).toMatchObject({ status: 200, body: { status: 'pending', percentage_done: 50 } })
    expect(await errors(id)).toMatchObject({ status: 200, body: { id, status: 'pending' } })
    stage.advance(51)
    expect(await status(id)).toMatchObject({ body: { status: 'completed', percentage_done: 100 } })
  })

  test('is 404 once Auth0 has deleted it', async () => {
    const id = await started([someone()])
    stage.advance(86_401)
    expect([await status(id), await errors(id)]).toEqual([refusal(404, 'not_found'), refusal(404, 'not_found')])
  })
})

test('a job of another kind is 404', async () => {
  await stage.admin.fault({
    path: '/api/v2/jobs/{id}',
    kind: 'status',
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: { id: 'job_0123456789abcdef', type: 'verification_email', status: 'completed' },
  })
  expect(await status('job_0123456789abcdef')).toEqual(refusal(404, 'not_found'))
})

test.each([
  'job',
  'job_',
  'con_0123456789abcdef',
  'job_..',
  'job_a%2Fb',
  'job_a%252Fb',
  'job_%00',
  `job_${'a'.repeat(65)}`,
])('%s is no job: 404, and Auth0 is not asked', async (id) => {
  expect([await status(id), await errors(id)]).toEqual([refusal(404, 'not_found'), refusal(404, 'not_found')])
  expect(await managementCalls(stage)).toBe(0)
})

test('trouble at Auth0 is told as it is: 429, 503', async () => {
  const id = await started([someone()])
  const path = '/api/v2/jobs/{id}'
  await stage.admin.fault({ path, kind: 'status', status: 429, headers: { 'retry-after': '60' } })
  expect(await status(id)).toEqual(refusal(429, 'too_many_requests'))
  for (const kind of ['status', 'malformed', 'reset'] as const) {
    await stage.admin.fault({ path, kind })
    expect(await status(id)).toEqual(refusal(503, 'temporarily_unavailable'))
  }
})
