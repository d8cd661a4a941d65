import { afterAll, beforeAll, expect, test } from 'vitest'
import { configOf } from '../../support/config.ts'
import { type Call, refusal } from '../../support/http.ts'
import { manage, managementSecret, managing, office, userPath } from '../../support/management.ts'
import { openStage, openTwin, type TestStage } from '../../support/stage.ts'
import { importForm } from '../../support/upload.ts'

let unmanaged: TestStage
let empty: TestStage

beforeAll(async () => {
  empty = await openStage({ config: configOf({ office }, managing([])), set: managementSecret })
  unmanaged = await openTwin(empty, { config: configOf({ office }, { management: { clients: ['office'] } }) })
})

afterAll(async () => {
  await unmanaged.close()
  await empty.close()
})

test.each<[path: string, call: Call]>([
  ['/users', {}],
  ['/users', { json: { email: 'new@example.com' } }],
  ['/users/count', {}],
  ['/users/import', importForm([])],
  ['/users/import/status/job_0123456789abcdef', {}],
  [userPath('auth0|a'), { method: 'PATCH', json: {} }],
  [userPath('auth0|a'), { method: 'DELETE' }],
  ['/sessions/auth0%7Ca', { method: 'DELETE' }],
])('without a managementClient there are no users to manage: %s %j', async (path, call) => {
  expect(await manage(unmanaged, path, call)).toEqual(refusal(404, 'not_found'))
})

test('of no connection there is nobody', async () => {
  expect(await manage(empty, '/users')).toMatchObject({ status: 200, text: '[]' })
  expect(await manage(empty, '/users/count')).toMatchObject({ status: 200, text: '0' })
  const demo = empty.tenant?.state().users[0]?.user_id ?? ''
  expect(await manage(empty, userPath(demo), { method: 'DELETE' })).toEqual(refusal(404, 'not_found'))
})

test('but logins, which are listed all the same', async () => {
  expect(await manage(unmanaged, '/users/active?_l=1')).toMatchObject({ status: 200 })
})
