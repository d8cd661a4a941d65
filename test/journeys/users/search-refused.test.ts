import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { configOf } from '../../support/config.ts'
import { refusal } from '../../support/http.ts'
import { clearTenant, manage, managementSecret, managing, office } from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ office, app: {} }, managing(['staff'])), set: managementSecret })
})

beforeEach(() => clearTenant(stage))

afterAll(() => stage.close())

/** A filter of so many e-mails, ready for a URL. */
function filterOf(many: number): string {
  const filter = { email: { $in: Array.from({ length: many }, (_, i) => `${i}${'x'.repeat(60)}@example.com`) } }
  return encodeURIComponent(JSON.stringify(filter))
}

test.each([
  ['passwort=x', 'passwort'],
  ['q=email:a', 'q'],
  ['per_page=5', 'per_page'],
  ['user_metadata.a=x', 'user_metadata'],
  ['email=*om', 'email'],
  ['email=', 'email'],
  ['email=%00', 'email'],
  [`name=${'x'.repeat(257)}`, 'name'],
  ['app_metadata.=x', 'app_metadata'],
  ['app_metadata.__proto__=x', 'app_metadata'],
])('an unknown or senseless parameter is 400 that names it: %s', async (query, name) => {
  const answer = await manage(stage, `/users?${query}`)
  expect(answer).toEqual(refusal(400, 'invalid_request'))
  expect(answer.body['error_description']).toContain(name)
})

test('a search longer than any server takes is 400 that says so', async () => {
  const answer = await manage(stage, `/users?_q=${filterOf(90)}`)
  expect(answer).toEqual(refusal(400, 'invalid_request'))
  expect(answer.body['error_description']).toContain('too long')
})

test('a search that Auth0 itself finds too long is its 414', async () => {
  await stage.admin.settings({ searchLimit: 1000 })
  expect(await manage(stage, `/users?_q=${filterOf(20)}`)).toEqual(refusal(414, 'tenant_refused'))
})
