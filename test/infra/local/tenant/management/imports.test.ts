import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DATABASE, logIn, send } from '../support.ts'
import { type Api, refusal, userPath } from './support.ts'
import { CONNECTION_ID, found, runImport, startImporting, upload } from './upload.ts'

const HASH = `$2b$10$${'a'.repeat(53)}`

let api: Api

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  api = await startImporting()
})

afterEach(() => vi.useRealTimers())

describe('POST /jobs/users-imports', () => {
  test('imports the good rows and names the bad', async () => {
    const answer = await upload(
      api,
      [{ email: 'New@Example.com', user_id: 'one', app_metadata: { a: 1 } }, { email: 'bad' }, { name: 'No email' }],
      { external_id: 'mine', send_completion_email: 'false' },
    )
    const { status, body } = answer
    expect(status).toBe(202)
    expect(body).toEqual({
      type: 'users_import',
      status: 'pending',
      connection_id: CONNECTION_ID,
      connection: DATABASE,
      created_at: new Date(Date.now()).toISOString(),
      id: expect.stringMatching(/^job_[A-Za-z0-9]{16}$/),
      external_id: 'mine',
    })
    expect((await api.get(`/jobs/${body['id']}`)).body).toEqual({
      ...body,
      status: 'completed',
      percentage_done: 100,
      time_left_seconds: 0,
      summary: { failed: 2, updated: 0, inserted: 1, total: 3 },
    })
    const { body: errors } = await api.get(`/jobs/${body['id']}/errors`)
    expect(errors).toEqual([
      {
        user: { email: 'bad' },
        errors: [{ code: 'FORMAT', message: expect.stringContaining('format email: bad'), path: 'email' }],
      },
      {
        user: { name: 'No email' },
        errors: [{ code: 'OBJECT_REQUIRED', message: 'Missing required property: email' }],
      },
    ])
    expect(await found(api, 'new@example.com')).toMatchObject({
      user_id: 'auth0|one',
      email_verified: false,
      app_metadata: { a: 1 },
      identities: [{ connection: DATABASE }],
    })
  })

  test('without errors there is nothing to show', async () => {
    const { body } = await upload(api, [])
    expect(await api.get(`/jobs/${body['id']}/errors`)).toMatchObject({ status: 204, text: '' })
    expect((await api.get(`/jobs/${body['id']}`)).body).toMatchObject({ summary: { total: 0 } })
  })

  test.each<[object, string, string?]>([
    [{ password_hash: 'md5' }, 'PATTERN', 'password_hash'],
    [
      { password_hash: HASH, custom_password_hash: { algorithm: 'md5', hash: { value: 'x' } } },
      'NOT_PASSED',
      'custom_password_hash',
    ],
    [{ custom_password_hash: { algorithm: 'rot13', hash: {} } }, 'ENUM_MISMATCH', 'custom_password_hash.algorithm'],
    [{ custom_password_hash: { algorithm: 'md5' } }, 'OBJECT_REQUIRED', 'custom_password_hash'],
    [{ custom_password_hash: { algorithm: 'scrypt', hash: {}, keylen: 0 } }, 'MINIMUM', 'custom_password_hash.keylen'],
    [{ app_metadata: [] }, 'INVALID_TYPE', 'app_metadata'],
    [{ app_metadata: { user_id: 'x' } }, 'NOT_PASSED', 'app_metadata.user_id'],
    [{ blocked: 'yes' }, 'INVALID_TYPE', 'blocked'],
    [{ surprise: 1 }, 'OBJECT_ADDITIONAL_PROPERTIES'],
    [{ mfa_factors: [] }, 'ARRAY_LENGTH_SHORT', 'mfa_factors'],
    [{ mfa_factors: Array(11).fill({ email: { value: 'a@b.example' } }) }, 'ARRAY_LENGTH_LONG', 'mfa_factors'],
    [{ mfa_factors: [{ totp: { secret: '1' } }] }, 'PATTERN', 'mfa_factors.0.totp.secret'],
    [{ email: 'ada@example.com' }, 'DUPLICATED_USER'],
    [{ user_id: 'ada' }, 'DUPLICATED_USER'],
    [{ username: 'ada' }, 'DUPLICATED_USER'],
  ])('a row with %j fails by %s', async (changes, code, path) => {
    const { job, errors } = await runImport(api, [{ email: 'row@example.com', ...changes }])
    expect(job).toMatchObject({ status: 'completed', summary: { failed: 1, inserted: 0, total: 1 } })
    expect(errors[0].errors).toContainEqual({ code, message: expect.any(String), ...(path && { path }) })
  })

  test.each([{ row: 1 }, { row: null }, { row: 'text' }, { row: [] }])('a row that is $row fails', async ({ row }) => {
    expect((await runImport(api, [row])).errors).toMatchObject([{ user: row, errors: [{ code: 'INVALID_TYPE' }] }])
  })

  test('a repeated user fails, even with upsert', async () => {
    const { job, errors } = await runImport(api, [{ email: 'twin@example.com' }, { email: 'Twin@example.com' }], {
      upsert: 'true',
    })
    expect(job).toMatchObject({ summary: { failed: 1, inserted: 1 } })
    expect(errors).toMatchObject([{ user: { email: 'Twin@example.com' }, errors: [{ code: 'DUPLICATED_USER' }] }])
  })

  test('an upsert overwrites metadata and leaves what cannot change', async () => {
    await api.call('PATCH', userPath('auth0|ada'), { user_metadata: { a: 1 }, app_metadata: { b: 1 } })
    const row = { email: 'ADA@example.com', name: 'Countess', app_metadata: { c: 1 }, blocked: true, username: 'x' }
    const { job } = await runImport(api, [row, { email: 'fresh@example.com', email_verified: true }], {
      upsert: 'true',
    })
    expect(job).toMatchObject({ summary: { failed: 0, updated: 1, inserted: 1, total: 2 } })
    const user = await found(api, 'ada@example.com')
    expect(user).toMatchObject({ name: 'Countess', user_metadata: { a: 1 }, username: 'ada', email_verified: false })
    expect(user.app_metadata).toEqual({ c: 1 })
    expect(await logIn(api.tenant)).toMatchObject({ status: 200 })
    expect(await found(api, 'fresh@example.com')).toMatchObject({ email_verified: true })
  })

  test.each([
    [{ username: 'ada' }, 'CONFLICT_USERNAME'],
    [{ user_id: 'ada' }, 'CONFLICT'],
  ])('an upsert of somebody else with %j fails by %s', async (changes, code) => {
    const { errors } = await runImport(api, [{ email: 'row@example.com', ...changes }], { upsert: 'true' })
    expect(errors).toMatchObject([{ errors: [{ code }] }])
  })

  test.each(['{', '{"email":"a@example.com"}', '', '"text"'])('a file of %s fails as a whole', async (file) => {
    const { job, errors } = await runImport(api, file)
    const problem = 'Failed to parse users file JSON when importing users. Make sure it is valid JSON.'
    expect(job).toMatchObject({ status: 'failed', status_details: problem })
    expect(errors).toEqual(job)
  })

  test.each<[string, Record<string, string | null>, string, string]>([
    ['no connection_id', { connection_id: null }, 'Missing required property: connection_id', 'invalid_body'],
    ['a bad connection_id', { connection_id: DATABASE }, 'does not match pattern', 'invalid_body'],
    ['an unknown one', { connection_id: 'con_0000000000000009' }, 'does not exist', 'inexistent_connection'],
    ['a disabled one', { connection_id: 'con_0000000000000003' }, 'disabled', 'connection_disabled'],
    ['a bad upsert', { upsert: 'yes' }, 'Expected type boolean', 'invalid_body'],
    ['another field', { connection: DATABASE }, 'Additional properties not allowed: connection', 'invalid_body'],
    ['users as a field', { users: '[]' }, 'users must not be repeated', 'invalid_body'],
  ])('refuses %s', async (_name, fields, problem, errorCode) => {
    expect(await upload(api, [], fields)).toMatchObject(refusal(400, expect.stringContaining(problem), errorCode))
  })

  test('refuses other files, no file and no form', async () => {
    expect(await upload(api, [], {}, 'file')).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } })
    const path = '/api/v2/jobs/users-imports'
    const headers = { authorization: `Bearer ${api.token}` }
    const form = new FormData()
    form.append('connection_id', CONNECTION_ID)
    for (const body of [form, new URLSearchParams({ connection_id: CONNECTION_ID })]) {
      expect(await send(api.tenant, path, { method: 'POST', headers, body })).toMatchObject({ status: 400 })
    }
    const broken = { ...headers, 'content-type': 'multipart/form-data; boundary=x' }
    expect(await send(api.tenant, path, { method: 'POST', headers: broken, body: '--y' })).toMatchObject({
      status: 400,
    })
  })

  test('refuses more than 512000 bytes, of the upload or of the file', async () => {
    const tooLarge = refusal(413, 'Payload content length greater than maximum allowed: 512000')
    const file = (bytes: number) => `[${' '.repeat(bytes - 2)}]`
    expect(await upload(api, file(511_000))).toMatchObject({ status: 202 })
    expect(await upload(api, file(512_000))).toMatchObject(tooLarge)
    await api.set({ importLimit: 'file' })
    expect(await upload(api, file(512_000))).toMatchObject({ status: 202 })
    expect(await upload(api, file(512_001))).toMatchObject(tooLarge)
    expect(await upload(api, file(2_000_000))).toMatchObject(tooLarge)
  })
})
