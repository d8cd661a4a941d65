import { beforeEach, describe, expect, test } from 'vitest'
import { ada, authorizeUrl, Browser } from '../browser.ts'
import { admin, DATABASE, logIn, PASSWORD, refresh, web } from '../support.ts'
import { type Api, refusal, startApi, userPath } from './support.ts'

const NEW_PASSWORD = 'An0ther-one'

let api: Api

beforeEach(async () => {
  api = await startApi()
})

const change = (body: object, id = 'auth0|ada') => api.call('PATCH', userPath(id), body)
const mails = async () => JSON.parse((await admin(api.tenant, 'GET', 'mails')).text)

/** Ada's browser, logged in, and a way to ask whether it still is. */
async function openBrowser() {
  const browser = new Browser()
  await browser.visit(authorizeUrl(api.tenant), ada)
  return async () => (await browser.visit(authorizeUrl(api.tenant, { prompt: 'none' }))).url.searchParams.has('code')
}

describe('PATCH /users/{id}', () => {
  test('replaces properties and unsets by null', async () => {
    const { body } = await change({ name: 'Countess', given_name: 'Ada', picture: 'https://a.example/' })
    expect(body).toMatchObject({ name: 'Countess', given_name: 'Ada', email: 'ada@example.com' })
    const { body: unset } = await change({ name: null, given_name: null, nickname: null })
    expect(unset).toMatchObject({ name: 'ada@example.com', nickname: 'ada', picture: 'https://a.example/' })
    expect(unset).not.toHaveProperty('given_name')
    expect((await api.get(userPath('auth0|ada'))).body).toEqual(unset)
  })

  test('merges metadata at their first level, null unsets there', async () => {
    await change({ app_metadata: { a: { x: 1, y: 2 }, b: 1, c: [1, 2] }, user_metadata: { d: 1 } })
    const { body } = await change({ app_metadata: { a: { x: 3 }, b: null, c: [3], e: { f: null } } })
    expect(body['app_metadata']).toEqual({ role: 'admin', a: { x: 3 }, c: [3], e: { f: null } })
    expect(body['user_metadata']).toEqual({ d: 1 })
    expect((await change({ user_metadata: {} })).body['user_metadata']).toEqual({ d: 1 })
  })

  test('an email is put in lower case and has to be verified again', async () => {
    expect(await change({ email: 'Ada@New.example' })).toMatchObject({
      body: { email: 'ada@new.example', email_verified: false },
    })
    expect(await mails()).toEqual([])
    await change({ email: 'ada@newer.example', email_verified: true, verify_email: true, client_id: web.client_id })
    expect(await mails()).toMatchObject([{ to: 'ada@newer.example', kind: 'verification' }])
  })

  test('a new password works at once, ends the sessions and lifts the block of too many attempts', async () => {
    const isLoggedIn = await openBrowser()
    for (let i = 0; i < 10; i += 1) await logIn(api.tenant, { password: 'wrong' })
    const { status, body } = await change({ password: NEW_PASSWORD, connection: DATABASE })
    expect({ status, body }).toMatchObject({ status: 200, body: { last_password_reset: expect.any(String) } })
    expect(await logIn(api.tenant)).toMatchObject({ status: 403 })
    expect(await logIn(api.tenant, { password: NEW_PASSWORD })).toMatchObject({ status: 200 })
    expect(await isLoggedIn()).toBe(false)
  })

  test('a blocked user is logged out and cannot refresh', async () => {
    const isLoggedIn = await openBrowser()
    const { body } = await logIn(api.tenant, { scope: 'openid offline_access' })
    expect(await isLoggedIn()).toBe(true)
    await change({ blocked: true })
    expect(await isLoggedIn()).toBe(false)
    expect(await refresh(api.tenant, body['refresh_token'])).toMatchObject({
      body: { error_description: 'user is blocked' },
    })
    expect(await change({ blocked: false })).toMatchObject({ body: { blocked: false } })
    expect(await isLoggedIn()).toBe(false)
    expect(await logIn(api.tenant)).toMatchObject({ status: 200 })
  })

  test.each<[string, object, string, (string | undefined)?]>([
    ['another property', { admin: true }, 'Additional properties not allowed: admin'],
    ['user_id', { user_id: 'x' }, 'Additional properties not allowed: user_id'],
    ['an email of null', { email: null }, 'Expected type string but found type null'],
    ['metadata of null', { app_metadata: null }, 'Expected type object but found type null'],
    ['email and password at once', { email: 'a@b.example', password: NEW_PASSWORD, connection: DATABASE }, 'simultan'],
    ['a password without connection', { password: NEW_PASSWORD }, 'connection is required'],
    ['a username without connection', { username: 'countess' }, 'connection is required'],
    ['a username without need', { username: 'countess', connection: DATABASE }, 'Cannot set username'],
    ['another connection', { name: 'x', connection: 'employees' }, 'no database account'],
    ['an unknown connection', { name: 'x', connection: 'nowhere' }, 'not exist', 'inexistent_connection'],
    ['an email that is taken', { email: 'CAREFUL@example.com' }, 'The specified new email', 'auth0_idp_error'],
    ['an unknown client_id', { email: 'a@b.example', client_id: 'nobody' }, 'client_id'],
    ['a client_id without email', { client_id: web.client_id }, 'client_id'],
  ])('refuses %s', async (_name, body, problem, errorCode = 'invalid_body') => {
    expect(await change(body)).toMatchObject(refusal(400, expect.stringContaining(problem), errorCode))
    expect(await logIn(api.tenant)).toMatchObject({ status: 200 })
  })

  test('refuses a weak password', async () => {
    const weak = { password: 'weak', connection: DATABASE }
    expect(await change(weak)).toMatchObject(refusal(400, 'PasswordStrengthError: Password is too weak'))
  })

  test('by its settings it takes what Auth0 may take', async () => {
    await api.set({ changeNeedsConnection: false, oneCredentialAtOnce: false, usernameConnections: [DATABASE] })
    const wish = { email: 'a@b.example', password: NEW_PASSWORD, username: 'countess' }
    expect(await change(wish)).toMatchObject({ status: 200, body: { username: 'countess', email: 'a@b.example' } })
    expect(await change({ username: 'countess' }, 'auth0|careful')).toMatchObject(
      refusal(400, 'The specified new username already exists', 'auth0_idp_error'),
    )
  })

  test('an unknown user is 404', async () => {
    expect(await change({ name: 'x' }, 'auth0|x')).toMatchObject(
      refusal(404, 'The user does not exist.', 'inexistent_user'),
    )
  })
})

describe('DELETE /users/{id}', () => {
  test('ends the user, sessions and refresh tokens; 204 for an unknown one too', async () => {
    const isLoggedIn = await openBrowser()
    const { body } = await logIn(api.tenant, { scope: 'openid offline_access' })
    for (const _ of [1, 2]) {
      expect(await api.call('DELETE', userPath('auth0|ada'))).toMatchObject({ status: 204, text: '' })
    }
    expect(await isLoggedIn()).toBe(false)
    expect(await refresh(api.tenant, body['refresh_token'])).toMatchObject({
      status: 403,
      body: { error_description: 'Unknown or invalid refresh token.' },
    })
    expect(await api.get(userPath('auth0|ada'))).toMatchObject({ status: 404 })
    expect(await logIn(api.tenant)).toMatchObject({ status: 403 })
    const again = { user_id: 'ada', email: 'ada@example.com', password: PASSWORD, connection: DATABASE }
    expect(await api.call('POST', '/users', again)).toMatchObject({ status: 201, body: { user_id: 'auth0|ada' } })
    expect(await isLoggedIn()).toBe(false)
  })
})
