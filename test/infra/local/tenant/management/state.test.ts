import { expect, test } from 'vitest'
import { DATABASE, logIn, send, users } from '../support.ts'
import { openApi, startApi, tokenFor } from './support.ts'

const connectionIds = { [DATABASE]: 'con_Given00000000000' }

/** A tenant that goes on from what another left, as JSON would carry it. */
async function restart(state: unknown) {
  return startApi({ connectionIds, state: JSON.parse(JSON.stringify(state)) })
}

test('users, connections, jobs and tokens outlive a restart', async () => {
  const first = await startApi({ connectionIds })
  const created = { connection: DATABASE, email: 'kept@example.com', password: 'Kept-Pass-1' }
  const { body: user } = await first.call('POST', '/users', created)
  const { body: job } = await first.call('POST', '/jobs/verification-email', { user_id: user['user_id'] })
  const shown = async (path: string, api = first) => (await api.get(path)).body
  const paths = [`/users/${encodeURIComponent(String(user['user_id']))}`, `/jobs/${job['id']}`, '/connections']
  const before = await Promise.all(paths.map((path) => shown(path)))
  const second = await restart(first.tenant.state())
  expect(await Promise.all(paths.map((path) => shown(path, second)))).toEqual(before)
  expect(await logIn(second.tenant, { username: created.email, password: created.password })).toMatchObject({
    status: 200,
  })
})

test('a job goes on after a restart', async () => {
  const first = await startApi({ connectionIds })
  await first.set({ jobSeconds: 1 })
  const form = new FormData()
  form.append('users', new Blob([JSON.stringify([{ email: 'late@example.com' }])]), 'users.json')
  form.append('connection_id', connectionIds[DATABASE])
  const headers = { authorization: `Bearer ${first.token}` }
  await send(first.tenant, '/api/v2/jobs/users-imports', { method: 'POST', headers, body: form })
  const second = await restart(first.tenant.state())
  await expect
    .poll(async () => (await second.get('/users-by-email?email=late@example.com')).text, { timeout: 10_000 })
    .toContain('late@example.com')
})

test('a state from before there were jobs serves', async () => {
  const { jobs: _jobs, ...old } = (await startApi()).tenant.state()
  const api = await openApi((await restart({ ...old, users })).tenant)
  expect(await api.get('/connections')).toMatchObject({ status: 200 })
  expect(await tokenFor(api.tenant)).toBeTypeOf('string')
})
