import { beforeEach, describe, expect, test } from 'vitest'
import { sample } from './sample.ts'
import { type Api, refusal, startApi, userPath } from './support.ts'

let api: Api

beforeEach(async () => {
  api = await startApi({ users: sample })
})

describe('GET /users/{id}', () => {
  test('shows a user, or some fields', async () => {
    const path = userPath('auth0|ann')
    expect(await api.get(path)).toMatchObject({ status: 200, body: { email: 'ann@example.com', username: 'Ann' } })
    expect((await api.get(`${path}?fields=email,name`)).body).toEqual({ email: 'ann@example.com', name: 'Ann Lee' })
    const { body } = await api.get(`${path}?fields=email,name&include_fields=false`)
    expect(body).not.toHaveProperty('email')
    expect(body).toHaveProperty('user_id')
  })

  test.each(['auth0|nobody', 'nobody', 'auth0|ann/sessions', 'auth0%7Cann'])('%s is unknown', async (id) => {
    expect(await api.get(userPath(id))).toMatchObject(refusal(404, 'The user does not exist.', 'inexistent_user'))
  })

  test('refuses a path that is not well encoded, and unknown parameters', async () => {
    expect(await api.get('/users/%ff')).toMatchObject(refusal(400, expect.any(String), 'invalid_uri'))
    expect(await api.get(`${userPath('auth0|ann')}?q=x`)).toMatchObject({ status: 400 })
  })
})

describe('GET /users-by-email', () => {
  test.each([
    ['ann@example.com', ['auth0|ann']],
    ['Ann@example.com', []],
    ['ben@Other.org', ['auth0|ben']],
    ['ann@example', []],
    ['*', []],
  ])('%s finds %j', async (email, ids) => {
    const { body } = await api.get(`/users-by-email?email=${encodeURIComponent(email)}&fields=user_id`)
    expect(body).toEqual(ids.map((user_id) => ({ user_id })))
  })

  test('needs an email', async () => {
    const message = "Query validation error: 'Missing required property: email'."
    expect(await api.get('/users-by-email')).toMatchObject(refusal(400, message, 'invalid_query_string'))
  })
})
