import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../../support/config.ts'
import { refusal } from '../../support/http.ts'
import { expectEnded, type Held, logInEverywhere, tenantTakes } from '../../support/logins.ts'
import {
  addPerson,
  clearTenant,
  manage,
  managementSecret,
  managing,
  office,
  type Person,
  withScope,
} from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'

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

function end({ id } = person) {
  return manage(stage, `/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' })
}

describe('refresh tokens that apps hold are revoked at a tenant', () => {
  test.each([
    ['whose plan offers it', { enterprise: true }, ['sessions', 'refresh-tokens']],
    ['whose plan does not: the device credentials', { enterprise: false }, ['device-credentials']],
    ['of device credentials that do not rotate', { enterprise: false, rotation: false }, ['device-credentials']],
  ])('%s', async (_, settings, endpoints) => {
    await stage.admin.settings(settings)
    // What we could revoke by ourselves would hide what the Management API does.
    await stage.admin.fault({ path: '/oauth/revoke', kind: 'status', status: 500, times: 3 })
    expect(await end()).toMatchObject({ status: 200, body: { count: 3 } })
    for (const part of endpoints) {
      const counted = Object.keys(await stage.admin.counters()).filter((name) => name.startsWith('DELETE /api/v2/'))
      expect(counted.some((name) => name.includes(part))).toBe(true)
    }
    expect(await tenantTakes(stage, 'app', held.tokens)).toBe(false)
    expect(await tenantTakes(stage, 'cms', held.jwt)).toBe(false)
  })

  test.each([403, 404])('that answers %i to all of it: each by itself, and the log tells', async (status) => {
    for (const path of ['/api/v2/users/{id}/sessions', '/api/v2/users/{id}/refresh-tokens']) {
      await stage.admin.fault({ path, kind: 'status', status, body: { statusCode: status, message: 'no' } })
    }
    await stage.admin.fault({
      path: '/api/v2/device-credentials',
      kind: 'status',
      status,
      body: { statusCode: status },
    })
    const lines = stage.logs.length
    expect(await end()).toMatchObject({ status: 200, body: { count: 3 } })
    const events = () => stage.logs.slice(lines).map((line) => JSON.parse(line).event)
    // The log comes another way than the answer.
    await expect
      .poll(events)
      .toEqual(
        expect.arrayContaining([
          'not_offered_sessions',
          'not_offered_refresh_tokens',
          'not_offered_device_credentials',
        ]),
      )
    expect(await stage.admin.count('POST /oauth/revoke')).toBe(3)
    expect(await tenantTakes(stage, 'app', held.tokens)).toBe(false)
    expect(await tenantTakes(stage, 'cms', held.jwt)).toBe(false)
  })
})

describe('trouble at the tenant is reported, after the ending here', () => {
  test.each([
    ['the user', '/api/v2/users/{id}'],
    ['the sessions', '/api/v2/users/{id}/sessions'],
    ['the refresh tokens', '/api/v2/users/{id}/refresh-tokens'],
    ['the device credentials', '/api/v2/device-credentials'],
  ])('with %s', async (_, path) => {
    for (const [kind, status, word] of [
      ['status', 503, 'temporarily_unavailable'],
      ['reset', 503, 'temporarily_unavailable'],
      ['status', 429, 'too_many_requests'],
    ] as const) {
      const own = await logInEverywhere(stage, person)
      await stage.admin.fault({ path, kind, status, headers: { 'retry-after': '60' } })
      expect(await end()).toEqual(refusal(status, word))
      await expectEnded(stage, own)
      await clearTenant(stage)
    }
  })
})
