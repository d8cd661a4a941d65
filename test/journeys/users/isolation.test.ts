import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../../support/config.ts'
import { type Call, refusal, send } from '../../support/http.ts'
import { bearer } from '../../support/login.ts'
import {
  addPerson,
  appOf,
  clearTenant,
  formOf,
  importing,
  listOf,
  manage,
  managementSecret,
  office,
  type Person,
  siteOf,
  userOf,
  userPath,
} from '../../support/management.ts'
import { openStage, openTwin, type TestStage } from '../../support/stage.ts'
import { importForm } from '../../support/upload.ts'

/** A stage of one of two connections of the same tenant; people of both may log in. */
function configFor(connection: string) {
  const clients = { office, site: website, app: { supportedConnections: ['dev', 'prod'] } }
  return configOf(clients, importing([connection], connection))
}

let dev: TestStage
let prod: TestStage
let own: Person
let foreign: Person

beforeAll(async () => {
  dev = await openStage({ config: configFor('dev'), set: managementSecret })
  prod = await openTwin(dev, { config: configFor('prod'), set: managementSecret })
})

beforeEach(async () => {
  await clearTenant(dev)
  own = await addPerson(dev, 'dev')
  foreign = await addPerson(dev, 'prod')
})

afterAll(async () => {
  await prod.close()
  await dev.close()
})

async function found(stage: TestStage, query: string): Promise<readonly unknown[]> {
  return listOf(await manage(stage, `/users?${query}&_l=100`)).map(({ user_id }) => user_id)
}

describe('a stage finds its own users only', () => {
  test.each([
    ['by e-mail', () => ''],
    ['by any e-mail', () => 'email=*example.com'],
    ['by the e-mail of a user of another stage', () => `email=${foreign.email}`],
    ['by the connection of the other', () => '_q={"identities.connection":"prod"}'],
    ['by every connection', () => '_q={"$or":[{"identities.connection":"dev"},{"identities.connection":"prod"}]}'],
    ['by all but its own', () => '_q={"identities.connection":{"$ne":"dev"}}'],
    ['by its id', () => `_q=${encodeURIComponent(JSON.stringify({ user_id: foreign.id }))}`],
  ])('%s', async (_, query) => {
    expect(await found(dev, query())).not.toContain(foreign.id)
    const { text } = await manage(dev, `/users/count?${query()}`)
    expect(Number(text)).toBe((await found(dev, query())).length)
  })

  test('each stage its own', async () => {
    expect(await found(dev, '')).toContain(own.id)
    expect(await found(prod, '')).toContain(foreign.id)
    expect(await found(prod, '')).not.toContain(own.id)
  })

  test('the connection of another stage is 400, in a search as in a new user, a change and an import', async () => {
    const json = { email: 'new@example.com', password: 'First-Password-1', connection: 'prod' }
    const calls: [string, Call][] = [
      ['/users?connection=prod', {}],
      ['/users/count?connection=dev&connection=prod', {}],
      ['/users', { json }],
      [userPath(own.id), { method: 'PATCH', json: { connection: 'prod', name: 'New' } }],
      ['/users/import', importForm([{ email: 'new@example.com' }], { connection: 'prod' })],
    ]
    for (const [path, call] of calls) expect(await manage(dev, path, call)).toEqual(refusal(400, 'invalid_request'))
    expect(dev.tenant?.state().users.filter(({ email }) => email === json.email)).toEqual([])
  })
})

describe('a user of another stage is 404, as nobody is, and stays as it is', () => {
  const nobody = 'auth0|nobody'
  test.each<[string, (id: string) => string, Call]>([
    ['PATCH /users/{id}', (id) => userPath(id), { method: 'PATCH', json: { name: 'Changed', blocked: true } }],
    ['DELETE /users/{id}', (id) => userPath(id), { method: 'DELETE' }],
    ['POST …/change-password', (id) => userPath(id, '/change-password'), { json: { password: 'Second-Password-2' } }],
    ['POST …/change-password, by mail', (id) => userPath(id, '/change-password'), { json: {} }],
    ['DELETE /sessions/{userId}', (id) => `/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' }],
  ])('%s', async (_, path, call) => {
    const cookie = await siteOf(prod, foreign)
    const { accessToken } = await appOf(prod, foreign)
    const before = structuredClone(userOf(dev, foreign.id))
    const answers = [await manage(dev, path(foreign.id), call), await manage(dev, path(nobody), call)]
    expect(answers).toEqual([refusal(404, 'not_found'), refusal(404, 'not_found')])
    expect(answers[0]?.body['error_description']).toBe(answers[1]?.body['error_description'])
    expect(userOf(dev, foreign.id)).toEqual(before)
    for (const headers of [{ cookie }, bearer(accessToken)]) {
      expect(await send(`${prod.url}/userinfo`, { headers })).toMatchObject({ status: 200 })
    }
    const login = await send(`${prod.url}/oauth/token`, {
      headers: { 'client-type': 'app' },
      form: { grant_type: 'password', ...formOf(foreign) },
    })
    expect(login).toMatchObject({ status: 200 })
  })
})

test('an import of another stage is 404, as an unknown one is', async () => {
  const started = await manage(prod, '/users/import', importForm([{ email: 'not an address' }]))
  const id = String(started.body['id'])
  for (const path of [`/users/import/status/${id}`, `/users/import/status/${id}/errors`]) {
    expect(await manage(prod, path)).toMatchObject({ status: 200 })
    expect(await manage(dev, path)).toEqual(refusal(404, 'not_found'))
  }
  expect(await manage(dev, '/users/import/status/job_0000000000000000')).toEqual(refusal(404, 'not_found'))
})

test('a user with an identity in each belongs to both', async () => {
  const linked = [{ connection: 'prod', user_id: 'linked', provider: 'auth0', isSocial: false }]
  const { id } = await addPerson(dev, 'dev', { linked })
  for (const stage of [dev, prod]) {
    expect(await found(stage, '')).toContain(id)
    expect(await manage(stage, userPath(id), { method: 'PATCH', json: { name: 'Both' } })).toMatchObject({
      status: 200,
    })
  }
})
