import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { admin, DATABASE, post, web } from '../support.ts'
import { type Api, refusal, startApi } from './support.ts'

const SENTENCE = "We've just sent you an email to reset your password."

let api: Api

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  api = await startApi({ connectionIds: { [DATABASE]: 'con_0000000000000001' } })
})

afterEach(() => vi.useRealTimers())

const mails = async () => JSON.parse((await admin(api.tenant, 'GET', 'mails')).text)

describe('/dbconnections/change_password', () => {
  const wish = { client_id: web.client_id, email: 'ada@example.com', connection: DATABASE }
  const ask = (changes: object = {}, json = true) => {
    const body = Object.fromEntries(Object.entries({ ...wish, ...changes }).filter(([, value]) => value !== undefined))
    return post(api.tenant, '/dbconnections/change_password', body, { json })
  }

  test.each([true, false])('mails whoever exists, as JSON: %j', async (json) => {
    const answer = await ask({ email: 'ADA@example.com' }, json)
    expect(answer).toMatchObject({ status: 200, text: SENTENCE })
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
    const at = expect.stringMatching(/^\d{4}-.*Z$/)
    expect(await mails()).toEqual([{ to: 'ada@example.com', connection: DATABASE, kind: 'password-change', at }])
    await admin(api.tenant, 'DELETE', 'mails')
    expect(await mails()).toEqual([])
  })

  test('says the same where nobody exists, or only in another connection', async () => {
    expect(await ask({ email: 'nobody@example.com' })).toMatchObject({ status: 200, text: SENTENCE })
    expect(await ask({ email: 'bob@example.com' })).toMatchObject({ status: 200, text: SENTENCE })
    expect(await mails()).toEqual([])
    await ask({ email: 'bob@example.com', connection: 'employees' })
    expect(await mails()).toMatchObject([{ to: 'bob@example.com', connection: 'employees' }])
  })

  test.each([
    ['no client_id', { client_id: undefined }],
    ['an unknown client_id', { client_id: 'nobody' }],
    ['no email', { email: undefined }],
    ['no connection', { connection: undefined }],
    ['an unknown connection', { connection: 'nowhere' }],
    ['a connection that the application has not enabled', { connection: 'partners' }],
    ['an email that is no text', { email: ['ada@example.com'] }],
  ])('refuses %s', async (_name, changes) => {
    expect(await ask(changes)).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    expect(await mails()).toEqual([])
  })

  test('ten at once, then one a minute, for an address and email', async () => {
    const statuses = async (times: number, email?: string) => {
      const answers = []
      for (let i = 0; i < times; i += 1) answers.push((await ask(email ? { email } : {})).status)
      return answers
    }
    expect(await statuses(10)).toEqual(Array(10).fill(200))
    const refused = await ask({ email: 'Ada@example.com' })
    expect(refused).toMatchObject({ status: 429, body: { error: 'too_many_requests' } })
    expect(refused.headers.get('x-ratelimit-limit')).toBe('10')
    expect(await statuses(1, 'careful@example.com')).toEqual([200])
    vi.setSystemTime(Date.now() + 60_000)
    expect(await statuses(2)).toEqual([200, 429])
    await api.set({ changePasswordLimit: false })
    expect(await statuses(2)).toEqual([200, 200])
  })
})

describe('POST /jobs/verification-email', () => {
  const send = (body: object) => api.call('POST', '/jobs/verification-email', body)

  test('sends a mail and is a job', async () => {
    const { status, body } = await send({ user_id: 'auth0|ada', client_id: web.client_id })
    expect(status).toBe(201)
    expect(body).toEqual({
      type: 'verification_email',
      status: 'pending',
      created_at: expect.any(String),
      id: expect.stringMatching(/^job_[A-Za-z0-9]{16}$/),
    })
    expect(await mails()).toMatchObject([{ to: 'ada@example.com', kind: 'verification' }])
    expect((await api.get(`/jobs/${body['id']}`)).body).toEqual({ ...body, status: 'completed' })
    expect(await api.get(`/jobs/${body['id']}/errors`)).toMatchObject({ status: 204 })
  })

  test.each([
    [{}, 400],
    [{ user_id: 'ada' }, 400],
    [{ user_id: 'auth0|ada', client_id: 'nobody' }, 400],
    [{ user_id: 'auth0|ada', surprise: 1 }, 400],
    [{ user_id: 'auth0|nobody' }, 404],
  ])('%j is %i', async (body, status) => {
    expect(await send(body)).toMatchObject({ status })
    expect(await mails()).toEqual([])
  })
})

describe('POST /tickets/password-change', () => {
  const create = (body: object) => api.call('POST', '/tickets/password-change', body)

  test.each([
    { user_id: 'auth0|ada' },
    { connection_id: 'con_0000000000000001', email: 'ada@example.com' },
    {
      user_id: 'auth0|ada',
      client_id: web.client_id,
      result_url: 'https://app.example/done',
      ttl_sec: 0,
      mark_email_as_verified: true,
      includeEmailInRedirect: false,
    },
  ])('%j gives an address', async (body) => {
    const answer = await create(body)
    expect(answer).toMatchObject({
      status: 201,
      body: { ticket: expect.stringMatching(/^http.*\/lo\/reset\?ticket=./) },
    })
    expect(await mails()).toEqual([])
  })

  test.each<[object, number]>([
    [{}, 400],
    [{ user_id: 'ada' }, 400],
    [{ email: 'ada@example.com' }, 400],
    [{ connection_id: 'con_0000000000000001' }, 400],
    [{ user_id: 'auth0|ada', email: 'ada@example.com' }, 400],
    [{ user_id: 'auth0|ada', connection_id: 'con_0000000000000001', email: 'ada@example.com' }, 400],
    [{ user_id: 'auth0|ada', ttl_sec: -1 }, 400],
    [{ user_id: 'auth0|ada', ttl_sec: 1.5 }, 400],
    [{ user_id: 'auth0|ada', result_url: '/done' }, 400],
    [{ user_id: 'auth0|ada', client_id: 'nobody' }, 400],
    [{ user_id: 'auth0|ada', surprise: 1 }, 400],
    [{ connection_id: 'con_1', email: 'ada@example.com' }, 400],
  ])('%j is %i', async (body, status) => {
    expect(await create(body)).toMatchObject({ status, body: { errorCode: 'invalid_body' } })
  })

  test('an unknown user or connection is 404', async () => {
    const unknown = refusal(404, 'The user does not exist.', 'inexistent_user')
    expect(await create({ user_id: 'auth0|nobody' })).toMatchObject(unknown)
    const other = { connection_id: 'con_0000000000000001', email: 'bob@example.com' }
    expect(await create(other)).toMatchObject(unknown)
    expect(await create({ ...other, connection_id: 'con_0000000000000002' })).toMatchObject({ status: 404 })
  })
})
