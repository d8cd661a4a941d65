import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CallNeeds } from '#shared/management/call'
import { findImport, findImportErrors } from '#shared/management/import/jobs'
import { readForm } from '#shared/management/import/multipart'
import { startImport } from '#shared/management/import/start'
import { makeConfig, managementJson } from '../../support/config.ts'
import { thrownBy } from '../../support/refusal.ts'
import { posted } from './form.ts'

/** What the tenant is asked, and how it answers by method and path. */
const asked: { call: string; type: string; body: Buffer }[] = []
const answers = new Map<string, [status: number, body?: unknown]>()
const tenant = createServer(async (request, response) => {
  const body = Buffer.concat(await Array.fromAsync(request))
  const call = `${request.method} ${request.url}`
  asked.push({ call, type: request.headers['content-type'] ?? '', body })
  const [status, answer] = answers.get(call) ?? [404, { statusCode: 404, message: 'Not Found' }]
  response.writeHead(status, { 'content-type': 'application/json' }).end(answer && JSON.stringify(answer))
})

const token = { accessToken: 'token', version: 1 }
const calls: CallNeeds = {
  clock: Date.now,
  pause: async () => undefined,
  tokens: { current: async () => token, replacing: async () => token },
}
const job = { type: 'users_import', status: 'completed', id: 'job_1', connection_id: 'con_users', custom: 'kept' }
const JOB = 'GET /api/v2/jobs/job_1'

function needs(changes: object = { supportedConnectionsMap: { users: { connectionId: 'con_users' } } }) {
  const address = tenant.address()
  const auth0Url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const { managementClient } = makeConfig({ app: {} }, { managementClient: managementJson({ auth0Url, ...changes }) })
  if (!managementClient) throw new Error('The test has no management client')
  return { calls, client: managementClient }
}

beforeAll(() => new Promise<void>((resolve) => tenant.listen(0, '127.0.0.1', resolve)))
afterAll(() => new Promise((resolve) => tenant.close(resolve)))
beforeEach(() => {
  asked.length = 0
  answers.clear()
})

describe('an import is started', () => {
  const file = Buffer.from('[{"email":"ä@example.com"}]')
  const IMPORTS = 'POST /api/v2/jobs/users-imports'

  it('with its file as it came and every option', async () => {
    answers.set(IMPORTS, [202, { ...job, status: 'pending' }])
    const options = { connection_id: 'con_users', upsert: false, external_id: 'ä', send_completion_email: true }
    expect(await startImport(needs(), file, options)).toEqual({ ...job, status: 'pending' })
    const [{ type, body } = { type: '', body: file }] = asked
    const form = await readForm(posted(body, { type }), { name: 'users', maxBytes: 1000 })
    expect(form.file.equals(file)).toBe(true)
    expect(Object.fromEntries(form.fields)).toEqual({ ...options, upsert: 'false', send_completion_email: 'true' })
  })

  it.each([429, 503])('once, whatever comes: %i', async (status) => {
    answers.set(IMPORTS, [status, { statusCode: status, message: 'There are 2 active import users jobs' }])
    const { code } = await thrownBy(() => startImport(needs(), file, { connection_id: 'con_users' }))
    expect(code).toBe(status === 429 ? 'too_many_requests' : 'temporarily_unavailable')
    expect(asked.map(({ call }) => call)).toEqual([IMPORTS])
  })
})

describe('an import is found', () => {
  it('as Auth0 tells it', async () => {
    answers.set(JOB, [200, job])
    expect(await findImport(needs(), 'job_1')).toEqual(job)
  })

  const foreign: [string, object][] = [
    ['another stage’s', { ...job, connection_id: 'con_other' }],
    ['of no connection', { ...job, connection_id: undefined }],
    ['of another type', { ...job, type: 'users_export' }],
  ]
  it.each(foreign)('unless it is %s, and so are its errors', async (_what, other) => {
    answers.set(JOB, [200, other])
    for (const find of [findImport, findImportErrors]) {
      expect((await thrownBy(() => find(needs(), 'job_1'))).code).toBe('not_found')
    }
    expect(asked.map(({ call }) => call)).toEqual([JOB, JOB])
  })

  it('unless there is none', async () => {
    expect((await thrownBy(() => findImport(needs(), 'job_1'))).message).toBe('There is no such import')
  })

  it.each([
    undefined,
    '',
    '1',
    'job_',
    'job_1/errors',
    'job_%2e',
    'job_../users',
    'JOB_1',
    'job_1\n',
    `job_${'1'.repeat(65)}`,
  ])('unless its id is no id, and Auth0 is not asked: %j', async (id) => {
    expect((await thrownBy(() => findImport(needs(), id))).code).toBe('not_found')
    expect(asked).toEqual([])
  })

  it('unless the ids of the connections are not known', async () => {
    answers.set(JOB, [200, job])
    const unmapped = needs({ supportedConnections: ['users'] })
    expect((await thrownBy(() => findImport(unmapped, 'job_1'))).code).toBe('not_found')
  })
})

describe('errors of an import', () => {
  const errors = [{ user: { email: 'x' }, errors: [{ code: 'FORMAT', message: 'no', path: 'email' }] }]
  const told: [string, number, unknown][] = [
    ['are a list', 200, errors],
    ['are none', 204, undefined],
    ['are the job while it runs', 200, job],
  ]
  it.each(told)('%s', async (_what, status, answer) => {
    answers.set(JOB, [200, job])
    answers.set(`${JOB}/errors`, [status, answer])
    expect(await findImportErrors(needs(), 'job_1')).toEqual(answer)
  })
})
