import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../../support/config.ts'
import { type Call, refusal, send } from '../../support/http.ts'
import { expectAlive, expectEnded, type Held, logInEverywhere, tenantTakes } from '../../support/logins.ts'
import {
  addPerson,
  clearTenant,
  manage,
  managementSecret,
  managing,
  office,
  type Person,
  siteOf,
  userOf,
  userPath,
  withScope,
} from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'

const REFRESH_TOKENS = '/api/v2/users/{id}/refresh-tokens'

let stage: TestStage
let person: Person
let held: Held

beforeAll(async () => {
  const config = configOf({ office, site: website, app: {}, cms: withScope('read:things') }, managing(['staff']))
  stage = await openStage({ config, set: managementSecret })
})

beforeEach(async () => {
  await clearTenant(stage)
  person = await addPerson(stage, 'staff')
  held = await logInEverywhere(stage, person)
})

afterAll(() => stage.close())

const endings: readonly [what: string, rest: string, call: Call][] = [
  ['blocked', '', { method: 'PATCH', json: { blocked: true } }],
  ['given another password', '', { method: 'PATCH', json: { password: 'Second-Password-2' } }],
  ['given another password by its own call', '/change-password', { json: { password: 'Second-Password-2' } }],
  ['deleted', '', { method: 'DELETE' }],
]

describe.each(endings)('a user who is %s', (_, rest, call) => {
  test('is logged out here at once, of websites and apps', async () => {
    const { status } = await manage(stage, userPath(person.id, rest), call)
    expect([200, 204]).toContain(status)
    await expectEnded(stage, held)
  })

  test('leaves others logged in', async () => {
    const other = await logInEverywhere(stage, await addPerson(stage, 'staff'))
    await manage(stage, userPath(person.id, rest), call)
    await expectAlive(stage, other)
  })

  test.each([
    ['with refresh-token endpoints', { enterprise: true }],
    ['without them', { enterprise: false }],
    ['without them, of tokens that do not rotate', { enterprise: false, rotation: false }],
  ])('is logged out at a tenant %s', async (_, settings) => {
    await stage.admin.settings(settings)
    const { status } = await manage(stage, userPath(person.id, rest), call)
    expect([200, 204]).toContain(status)
    expect(await tenantTakes(stage, 'app', held.tokens)).toBe(false)
    expect(await tenantTakes(stage, 'cms', held.jwt)).toBe(false)
  })
})

describe('a user', () => {
  test.each<[string, object]>([
    ['unblocked', { blocked: false }],
    ['renamed', { name: 'New', app_metadata: { groups: [] } }],
    ['given another e-mail', { email: 'another@example.com' }],
  ])('%s stays logged in', async (_, json) => {
    expect(await manage(stage, userPath(person.id), { method: 'PATCH', json })).toMatchObject({ status: 200 })
    await expectAlive(stage, held)
    expect(await tenantTakes(stage, 'app', held.tokens)).toBe(true)
  })

  test('whose change is no valid one stays logged in', async () => {
    const call = { method: 'PATCH', json: { blocked: true, name: '' } }
    expect(await manage(stage, userPath(person.id), call)).toEqual(refusal(400, 'invalid_request'))
    await expectAlive(stage, held)
  })

  test('is logged out here first: a tenant that then fails leaves nobody logged in', async () => {
    await stage.admin.fault({ path: '/api/v2/users/{id}', method: 'PATCH', kind: 'status', status: 500 })
    const call = { method: 'PATCH', json: { blocked: true } }
    expect(await manage(stage, userPath(person.id), call)).toEqual(refusal(503, 'temporarily_unavailable'))
    expect(userOf(stage, person.id)?.blocked).toBeUndefined()
    await expectEnded(stage, held)
  })

  test('who logs in between the ending and the block is logged out as well', async () => {
    const slow = { path: '/api/v2/users/{id}', method: 'PATCH', kind: 'delay', delayMs: 2500 } as const
    await stage.admin.fault(slow)
    const blocking = manage(stage, userPath(person.id), { method: 'PATCH', json: { blocked: true } })
    await expect.poll(() => stage.admin.count('PATCH /api/v2/users/{id}'), { timeout: 10_000, interval: 5 }).toBe(1)
    const cookie = await siteOf(stage, person)
    expect(await blocking).toMatchObject({ status: 200 })
    const answer = await send(`${stage.url}/userinfo`, { headers: { cookie } })
    expect(answer).toEqual(refusal(401, 'invalid_token'))
  })
})

test('trouble at the tenant after the block is reported, and the block holds', async () => {
  await stage.admin.settings({ enterprise: true })
  await stage.admin.fault({ path: REFRESH_TOKENS, kind: 'status', status: 503 })
  const call = { method: 'PATCH', json: { blocked: true } }
  expect(await manage(stage, userPath(person.id), call)).toEqual(refusal(503, 'temporarily_unavailable'))
  expect(userOf(stage, person.id)?.blocked).toBe(true)
  await expectEnded(stage, held)
})

describe('a deleted user', () => {
  test('is gone: 204 without a body, then 404', async () => {
    const call = { method: 'DELETE' }
    expect(await manage(stage, userPath(person.id), call)).toMatchObject({ status: 204, text: '' })
    expect(userOf(stage, person.id)).toBeUndefined()
    expect(await manage(stage, userPath(person.id), call)).toEqual(refusal(404, 'not_found'))
  })
})
