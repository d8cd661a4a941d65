import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf } from '../../support/config.ts'
import { type Call, refusal } from '../../support/http.ts'
import { clearTenant, importing, manage, managementCalls, managementSecret, office } from '../../support/management.ts'
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

function start(call: Call, query = '') {
  return manage(stage, `/users/import${query}`, { method: 'POST', ...call })
}

function someone(more: object = {}) {
  return { email: `${randomUUID()}@example.com`, ...more }
}

describe('a file is refused here, and Auth0 is not asked', () => {
  test('beyond 512,000 bytes: 413', async () => {
    const answer = await start(importForm(fileOf(512_001)))
    expect(answer).toEqual(refusal(413, 'payload_too_large'))
    expect(answer.body['error_description']).toContain('512000')
    expect(await managementCalls(stage)).toBe(0)
  })

  test('but not of 512,000', async () => {
    await stage.admin.settings({ importLimit: 'file' })
    expect(await start(importForm(fileOf(512_000)))).toMatchObject({ status: 202 })
  })

  test.each<[string, unknown, string]>([
    ['no JSON', '[{"email":', 'array'],
    ['no list', { email: 'a@example.com' }, 'array'],
    ['a user who is none', [someone(), someone(), 'text'], 'users[2]'],
    ['a user without e-mail', [someone(), { name: 'x' }, {}], 'users[1].email is missing'],
    ['an e-mail that is no text', [{ email: 7 }], 'users[0].email'],
    ['null', [null], 'users[0]'],
  ])('%s: 400', async (_, users, message) => {
    const answer = await start(importForm(users))
    expect(answer).toEqual(refusal(400, 'invalid_request'))
    expect(answer.body['error_description']).toContain(message)
    expect(await managementCalls(stage)).toBe(0)
  })

  test.each<[string, Call, number]>([
    ['of JSON', { json: [someone()] }, 415],
    ['of a plain form', { form: { users: '[]' } }, 415],
    ['without a boundary', { raw: 'x', headers: { 'content-type': 'multipart/form-data' } }, 400],
    ['that breaks off', { ...importForm([]), raw: importForm([someone()]).raw?.slice(0, -20) ?? '' }, 400],
    ['with no body', { headers: importForm([]).headers ?? {} }, 400],
    ['with an unknown field', importForm([], { upserts: 'true' }), 400],
    ['with a senseless flag', importForm([], { upsert: 'yes' }), 400],
  ])('in a body %s', async (_, call, status) => {
    expect(await start(call)).toMatchObject({ status, body: { statusCode: status } })
    expect(await managementCalls(stage)).toBe(0)
  })
})

/** A file of one user, of so many bytes. */
function fileOf(bytes: number): string {
  const file = (name: string) => JSON.stringify([{ email: `${randomUUID()}@example.com`, user_metadata: { name } }])
  return file('x'.repeat(bytes - file('').length))
}
