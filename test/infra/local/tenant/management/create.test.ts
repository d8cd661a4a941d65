import { beforeEach, describe, expect, test } from 'vitest'
import { admin, DATABASE, logIn } from '../support.ts'
import { type Api, refusal, startApi, userPath } from './support.ts'

const eve = { connection: DATABASE, email: 'New.Eve@Example.com', password: 'Eve-Pass-1' }

let api: Api

beforeEach(async () => {
  api = await startApi()
})

const create = (changes: object = {}) => api.call('POST', '/users', { ...eve, ...changes })

describe('POST /users', () => {
  test('creates a user who can log in', async () => {
    const { status, body } = await create()
    const id = expect.stringMatching(/^[\da-f]{24}$/)
    expect(status).toBe(201)
    expect(body).toEqual({
      created_at: expect.any(String),
      updated_at: body['created_at'],
      email: 'new.eve@example.com',
      email_verified: false,
      identities: [{ connection: DATABASE, user_id: id, provider: 'auth0', isSocial: false }],
      name: 'new.eve@example.com',
      nickname: 'new.eve',
      user_id: expect.stringMatching(/^auth0\|[\da-f]{24}$/),
    })
    expect(await logIn(api.tenant, { username: 'new.eve@example.com', password: eve.password })).toMatchObject({
      status: 200,
    })
    const { body: read } = await api.get(userPath(String(body['user_id'])))
    expect(read).toMatchObject({ logins_count: 1, last_login: expect.any(String), last_ip: expect.any(String) })
  })

  test('takes all properties', async () => {
    const profile = {
      user_id: 'eve-1',
      given_name: 'E',
      family_name: 'Ve',
      name: 'Eve',
      nickname: 'ev',
      picture: 'https://pictures.example/eve.png',
      phone_number: '+123456',
      phone_verified: true,
      email_verified: true,
      blocked: true,
      app_metadata: { a: { b: [1] } },
      user_metadata: { c: null },
    }
    expect(await create(profile)).toMatchObject({ status: 201, body: { ...profile, user_id: 'auth0|eve-1' } })
  })

  test.each([[{ email: 'ADA@example.com' }], [{ user_id: 'ada' }]])('%j is a user that exists', async (changes) => {
    const conflict = refusal(409, 'The user already exists.', 'auth0_idp_error')
    expect(await create(changes)).toMatchObject(conflict)
    expect(await create()).toMatchObject({ status: 201 })
    expect(await create()).toMatchObject(conflict)
    expect(await create({ connection: 'employees' })).toMatchObject({ status: 201 })
  })

  test.each<[string, object | string, string]>([
    ['no connection', { connection: undefined }, 'Missing required property: connection'],
    ['no email', { email: undefined }, 'Missing required property: email'],
    ['no password', { password: undefined }, 'Missing required property: password'],
    ['another property', { admin: true }, 'Additional properties not allowed: admin'],
    ['a bad email', { email: 'eve' }, "Object didn't pass validation for format email: eve"],
    ['an email of a number', { email: 1 }, 'Expected type string but found type integer'],
    ['an email of null', { email: null }, 'Expected type string but found type null'],
    ['metadata of an array', { app_metadata: [] }, 'Expected type object but found type array'],
    ['metadata of a text', { user_metadata: 'x' }, 'Expected type object but found type string'],
    ['metadata of null', { user_metadata: null }, 'Expected type object but found type null'],
    ['an empty given_name', { given_name: '' }, 'String is too short (0 chars), minimum 1'],
    ['a long given_name', { given_name: 'x'.repeat(151) }, 'String is too long (151 chars), maximum 150'],
    ['a long family_name', { family_name: 'x'.repeat(151) }, 'String is too long (151 chars), maximum 150'],
    ['a long name', { name: 'x'.repeat(301) }, 'String is too long (301 chars), maximum 300'],
    ['a long nickname', { nickname: 'x'.repeat(301) }, 'String is too long (301 chars), maximum 300'],
    ['a long user_id', { user_id: 'x'.repeat(256) }, 'String is too long (256 chars), maximum 255'],
    ['a user_id with a space', { user_id: 'a b' }, 'String does not match pattern ^\\S*$: a b'],
    ['a bad phone number', { phone_number: '123' }, 'String does not match pattern ^\\+[0-9]{1,15}$: 123'],
    ['a bad picture', { picture: 'javascript:1' }, "Object didn't pass validation for format strict-uri: javascript:1"],
    ['blocked as a text', { blocked: 'true' }, 'Expected type boolean but found type string'],
  ])('refuses %s', async (_name, changes, problem) => {
    const message = expect.stringContaining(`Payload validation error: '${problem}'`)
    expect(await create(Object(changes))).toMatchObject(refusal(400, message, 'invalid_body'))
  })

  test('refuses what is no JSON object', async () => {
    const bad = (body: unknown) => api.call('POST', '/users', body)
    expect(await bad('{')).toMatchObject(refusal(400, 'Invalid request payload JSON format', 'invalid_body'))
    expect(await bad([])).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } })
    expect(await api.call('POST', '/users')).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } })
  })

  test.each(['short1A', 'alllowercase', 'lower1234', 'UPPERlower', '12345678-'])('%s is too weak', async (password) => {
    const weak = refusal(400, 'PasswordStrengthError: Password is too weak')
    expect(await create({ password })).toEqual(expect.objectContaining(weak))
  })

  test('needs a connection that exists and is enabled somewhere', async () => {
    expect(await create({ connection: 'nowhere' })).toMatchObject(
      refusal(400, 'The connection does not exist.', 'inexistent_connection'),
    )
    expect(await create({ connection: 'partners' })).toMatchObject({
      status: 400,
      body: { message: 'The connection is disabled.' },
    })
    await api.set({ refuseDisabledConnections: false })
    expect(await create({ connection: 'partners' })).toMatchObject({ status: 201 })
  })

  test('takes a username where the connection requires one, and only there', async () => {
    expect(await create({ username: 'eve' })).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } })
    await api.set({ usernameConnections: [DATABASE] })
    expect(await create()).toMatchObject({ status: 400, body: { message: expect.stringMatching(/username/) } })
    expect(await create({ username: 'ada' })).toMatchObject({ status: 409 })
    expect(await create({ username: 'eve' })).toMatchObject({ status: 201, body: { username: 'eve' } })
  })

  test('sends a verification mail unless told otherwise', async () => {
    const mails = async () => (await admin(api.tenant, 'GET', 'mails')).text
    await create({ email: 'a@example.com', email_verified: true })
    await create({ email: 'b@example.com', verify_email: false })
    expect(await mails()).toBe('[]')
    await create({ email: 'c@example.com' })
    expect(JSON.parse(await mails())).toMatchObject([{ to: 'c@example.com', kind: 'verification' }])
  })
})
