import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { send } from '../support/http.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage()
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

test.each(['/-/healthz', '/-/ready'])('%s is 200, without asking the tenant', async (path) => {
  const answer = await send(`${stage.url}${path}`)
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } })
  expect(answer.body).toEqual({ status: 'OK' })
  expect(await stage.admin.counters()).toEqual({})
})

test('/-/check-up names all that the service depends on', async () => {
  const answer = await send(`${stage.url}/-/check-up`)
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({ status: 'OK', checks: { table: 'OK', [stage.tenantUrl]: 'OK' } })
})

test('/-/check-up is 503 and says who is down', async () => {
  await stage.admin.fault({ path: '/.well-known/openid-configuration', kind: 'status', status: 500 })
  const answer = await send(`${stage.url}/-/check-up`)
  expect(answer.status).toBe(503)
  expect(answer.body).toEqual({ status: 'KO', checks: { table: 'OK', [stage.tenantUrl]: 'KO' } })
})

test.each([
  ['/-/healthz', 'POST'],
  ['/-/nothing', 'GET'],
  ['/', 'POST'],
  ['/oauth/token', 'GET'],
])('%s does not take %s: 404', async (path, method) => {
  expect(await send(`${stage.url}${path}`, { method })).toMatchObject({ status: 404, body: { message: 'Not Found' } })
})
