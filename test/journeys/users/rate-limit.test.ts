import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf } from '../../support/config.ts'
import { refusal } from '../../support/http.ts'
import {
  addPerson,
  clearTenant,
  manage,
  managementSecret,
  managing,
  office,
  type Person,
  userOf,
  userPath,
} from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'

const config = configOf({ office, app: {} }, managing(['staff']))
const LIMITED = refusal(429, 'too_many_requests')

let stage: TestStage
let person: Person

beforeAll(async () => {
  stage = await openStage({ config, set: managementSecret })
})

beforeEach(async () => {
  await clearTenant(stage)
  person = await addPerson(stage, 'staff')
})

afterAll(() => stage.close())

function limited(path: string, headers: Record<string, string>, times = 1, method?: string): Promise<void> {
  const body = { statusCode: 429, error: 'Too Many Requests', message: 'Global limit has been reached' }
  return stage.admin.fault({ path, kind: 'status', status: 429, headers, times, body, ...(method && { method }) })
}

/** Seconds since the epoch, some seconds from now, as `x-ratelimit-reset` says it. */
function resetIn(seconds: number) {
  return { 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + seconds) }
}

describe('a spent rate limit', () => {
  test('is waited for, and the call repeated', async () => {
    await stage.admin.settings({ managementLimit: { perSecond: 2, burst: 1 } })
    for (const _ of ['the bucket’s last', 'one too many']) {
      expect(await manage(stage, '/users/count')).toMatchObject({ status: 200 })
    }
    expect(await stage.admin.count('GET /api/v2/users')).toBeGreaterThan(2)
  })

  test('is waited for as long as the tenant says, be it by either header', async () => {
    for (const headers of [{ 'retry-after': '1' }, resetIn(1)]) {
      await stage.admin.forget()
      await limited('/api/v2/users', headers)
      expect(await manage(stage, '/users/count')).toMatchObject({ status: 200 })
      expect(await stage.admin.count('GET /api/v2/users')).toBe(2)
    }
  })

  test('beyond our time is 429 at once, with Retry-After', async () => {
    for (const headers of [{ 'retry-after': '30' }, resetIn(40)]) {
      await stage.admin.forget()
      await limited('/api/v2/users', headers)
      const answer = await manage(stage, '/users/count')
      expect(answer).toEqual(LIMITED)
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(29)
      expect(await stage.admin.count('GET /api/v2/users')).toBe(1)
    }
  })

  test('is waited for by all calls of a request together, not by each', async () => {
    await limited('/api/v2/users/{id}', { 'retry-after': '4' }, 1, 'GET')
    await limited('/api/v2/users/{id}', { 'retry-after': '4' }, 1, 'PATCH')
    const call = { method: 'PATCH', json: { name: 'New' } }
    expect(await manage(stage, userPath(person.id), call)).toEqual(LIMITED)
    expect(await stage.admin.count('GET /api/v2/users/{id}')).toBe(2)
    expect(await stage.admin.count('PATCH /api/v2/users/{id}')).toBe(1)
  })

  test('does not undo what came before it: the caller may repeat the whole', async () => {
    await limited('/api/v2/users/{id}', { 'retry-after': '60' }, 1, 'DELETE')
    expect(await manage(stage, userPath(person.id), { method: 'DELETE' })).toEqual(LIMITED)
    expect(userOf(stage, person.id)).toBeDefined()
    expect(await manage(stage, userPath(person.id), { method: 'DELETE' })).toMatchObject({ status: 204 })
  })
})
