import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf } from '../../support/config.ts'
import { type Call, refusal } from '../../support/http.ts'
import { clearTenant, importing, manage, managementSecret, office } from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'
import type { Fault } from '../../support/tenant.ts'
import { importForm } from '../../support/upload.ts'

const config = configOf({ office, app: {} }, importing(['staff'], 'staff'))
const AN_OUTAGE = refusal(503, 'temporarily_unavailable')
const LIMITED = refusal(429, 'too_many_requests')

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config, set: managementSecret })
})

beforeEach(async () => {
  await clearTenant(stage)
})

afterAll(() => stage.close())

describe('a POST is sent once, whatever comes', () => {
  const posts: readonly [path: string, tenantPath: string, call: (email: string) => Call][] = [
    ['/users', '/api/v2/users', (email) => ({ json: { email, password: 'First-Password-1', connection: 'staff' } })],
    ['/users/import', '/api/v2/jobs/users-imports', (email) => importForm([{ email }])],
  ]
  const troubles: [Omit<Fault, 'path'>, unknown][] = [
    [{ kind: 'status', status: 429, headers: { 'retry-after': '1' } }, LIMITED],
    [{ kind: 'status', status: 500 }, AN_OUTAGE],
    [{ kind: 'status', status: 503 }, AN_OUTAGE],
    [{ kind: 'reset' }, AN_OUTAGE],
    [{ kind: 'reset', afterEffect: true }, AN_OUTAGE],
    [{ kind: 'malformed', status: 201 }, AN_OUTAGE],
    [{ kind: 'truncated', status: 201 }, AN_OUTAGE],
  ]

  describe.each(posts)('%s', (path, tenantPath, call) => {
    test.each(troubles)('%j', async (trouble, expected) => {
      await stage.admin.fault({ ...trouble, path: tenantPath, method: 'POST' })
      expect(await manage(stage, path, call(`${randomUUID()}@example.com`))).toEqual(expected)
      expect(await stage.admin.count(`POST ${tenantPath}`)).toBe(1)
    })
  })
})
