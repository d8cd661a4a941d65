import { Management } from 'auth0'
import { ConnectionsClient } from 'auth0/connections'
import { DeviceCredentialsClient } from 'auth0/deviceCredentials'
import { JobsClient } from 'auth0/jobs'
import { TicketsClient } from 'auth0/tickets'
import { UsersClient } from 'auth0/users'
import { beforeEach, describe, expect, test } from 'vitest'
import { DATABASE, logIn } from '../support.ts'
import { type Api, startApi } from './support.ts'

const eve = { connection: DATABASE, email: 'new@example.com', password: 'Eve-Pass-1' }

describe("Auth0's own client as the oracle", () => {
  let api: Api
  let options: { baseUrl: string; token: string; maxRetries: number }
  let users: UsersClient

  beforeEach(async () => {
    api = await startApi()
    options = { baseUrl: `${api.tenant.issuer}api/v2`, token: api.token, maxRetries: 0 }
    users = new UsersClient(options)
  })

  test('manages users', async () => {
    const created = await users.create(eve)
    const id = String(created.user_id)
    expect(await users.get(id)).toMatchObject({ email: eve.email, name: eve.email })
    expect(await users.update(id, { user_metadata: { a: 1 } })).toMatchObject({ user_metadata: { a: 1 } })
    expect(await users.listUsersByEmail({ email: eve.email })).toMatchObject([{ user_id: id }])
    await users.delete(id)
    await expect(users.get(id)).rejects.toBeInstanceOf(Management.NotFoundError)
    await expect(users.get(id)).rejects.toMatchObject({ statusCode: 404, body: { errorCode: 'inexistent_user' } })
  })

  test('walks through the pages of a search', async () => {
    const found: unknown[] = []
    for await (const { email } of await users.list({
      q: `identities.connection:"${DATABASE}"`,
      per_page: 2,
      sort: 'email:1',
    })) {
      found.push(email)
    }
    expect(found).toEqual(['ada', 'blocked', 'careful', 'leaked', 'robot'].map((name) => `${name}@example.com`))
  })

  test('imports users', async () => {
    const jobs = new JobsClient(options)
    const { data: connections } = await new ConnectionsClient(options).list({ name: DATABASE })
    const file = { data: Buffer.from(JSON.stringify([eve, { email: 'one@example.com' }])), filename: 'users.json' }
    const job = await jobs.usersImports.create({
      users: file,
      connection_id: String(connections[0]?.id),
      upsert: false,
    })
    expect(job).toMatchObject({ status: 'pending', connection: DATABASE })
    expect(await jobs.get(job.id)).toMatchObject({ status: 'completed', summary: { failed: 1, inserted: 1 } })
    expect(await jobs.errors.get(job.id)).toMatchObject([{ user: { email: eve.email } }])
  })

  test('ends what a user holds', async () => {
    await logIn(api.tenant, { scope: 'openid offline_access' })
    await expect(users.sessions.delete('auth0|ada')).rejects.toMatchObject({ statusCode: 403 })
    const credentials = new DeviceCredentialsClient(options)
    const { data } = await credentials.list({ user_id: 'auth0|ada', type: 'rotating_refresh_token' })
    expect(data).toHaveLength(1)
    await credentials.delete(String(data[0]?.id))
    await api.set({ enterprise: true })
    await users.sessions.delete('auth0|ada')
    await users.refreshToken.delete('auth0|ada')
    const { ticket } = await new TicketsClient(options).changePassword({ user_id: 'auth0|ada' })
    expect(ticket).toContain('/lo/reset?ticket=')
  })

  test('meets the rate limit', async () => {
    await api.set({ managementLimit: { perSecond: 0.01, burst: 1 } })
    await users.get('auth0|ada')
    const refused = users.get('auth0|ada')
    await expect(refused).rejects.toBeInstanceOf(Management.TooManyRequestsError)
    await expect(refused).rejects.toMatchObject({ body: { errorCode: 'too_many_requests' } })
  })
})
