import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf } from '../../support/config.ts'
import { type Answer, refusal } from '../../support/http.ts'
import {
  addPerson,
  clearTenant,
  MANAGEMENT_SECRET,
  manage,
  managementSecret,
  managing,
  office,
  revokeManagementTokens,
  TOKENS,
  userPath,
} from '../../support/management.ts'
import { Secrets } from '../../support/secrets.ts'
import { openStage, openTwin, type TestStage } from '../../support/stage.ts'
import { readTable } from '../../support/table.ts'

const options = { config: configOf({ office, app: {} }, managing(['staff'])), set: managementSecret, instances: 2 }
/** Seconds that a token of the tenant lives. */
const LIFE = 86_400

let stage: TestStage
let twin: TestStage

beforeAll(async () => {
  stage = await openStage(options)
  twin = await openTwin(stage, options)
})

beforeEach(async () => {
  // What an earlier test left behind is no good any more.
  stage.advance(2 * LIFE)
  await clearTenant(stage)
})

afterAll(async () => {
  await twin.close()
  await stage.close()
})

/** Calls by turns to two stages of two instances each, all at once. */
function atOnce(times: number, path = '/users/count'): Promise<Answer[]> {
  return Promise.all(Array.from({ length: times }, (_, i) => manage(i % 2 ? twin : stage, path)))
}

async function expectServed(answers: readonly Answer[]): Promise<void> {
  expect(answers.map(({ status }) => status)).toEqual(Array(answers.length).fill(200))
}

async function tokensUsed(): Promise<readonly unknown[]> {
  const seen = await stage.admin.requests('/api/v2/users')
  return [...new Set(seen.map(({ headers }) => headers['authorization']))]
}

describe('one token serves all instances', () => {
  test('for its whole life, which one of twenty calls at once begins', async () => {
    await expectServed(await atOnce(20))
    for (const hours of [1, 10, 12]) {
      stage.advance(hours * 3600)
      await expectServed(await atOnce(4))
    }
    expect(await stage.admin.count(TOKENS)).toBe(1)
    expect(await tokensUsed()).toHaveLength(1)
  })

  test('is renewed before it expires, by one of twenty calls at once', async () => {
    await expectServed(await atOnce(4))
    stage.advance(LIFE - 299)
    await expectServed(await atOnce(20))
    expect(await stage.admin.count(TOKENS)).toBe(2)
    expect(await tokensUsed()).toHaveLength(2)
  })

  test('is used while it lives although its renewal fails', async () => {
    await expectServed(await atOnce(4))
    stage.advance(LIFE - 200)
    await stage.admin.fault({ path: '/oauth/token', grant_type: 'client_credentials', kind: 'status', times: 100 })
    expect(await manage(stage, '/users/count')).toMatchObject({ status: 200 })
  })

  test('is asked for with the audience of the Management API, and sent to nobody else', async () => {
    await expectServed(await atOnce(1))
    const [request] = await stage.admin.requests('/oauth/token')
    expect(request?.body).toEqual({
      grant_type: 'client_credentials',
      client_id: 'application-management',
      client_secret: MANAGEMENT_SECRET,
      audience: `${stage.tenantUrl}/api/v2/`,
    })
  })
})

describe('a revoked token', () => {
  test('is replaced once, by one of twenty calls at once', async () => {
    await expectServed(await atOnce(4))
    await revokeManagementTokens(stage)
    await expectServed(await atOnce(20))
    expect(await stage.admin.count(TOKENS)).toBe(2)
  })

  test('is replaced for a POST as well, which had done nothing', async () => {
    await expectServed(await atOnce(2))
    await revokeManagementTokens(stage)
    const { email } = await addPerson(stage, 'staff')
    const json = { email: `new-${email}`, password: 'First-Password-1' }
    expect(await manage(stage, '/users', { json })).toMatchObject({ status: 201 })
    expect(await stage.admin.count('POST /api/v2/users')).toBe(2)
  })

  test('is not replaced for ever: a tenant that refuses the new one, too, is 502', async () => {
    await expectServed(await atOnce(1))
    const path = '/api/v2/users'
    await stage.admin.forget()
    await stage.admin.fault({ path, kind: 'status', status: 401, times: 2, body: { statusCode: 401 } })
    expect(await manage(stage, '/users/count')).toEqual(refusal(502, 'bad_gateway'))
    expect(await stage.admin.counters()).toEqual({ 'GET /api/v2/users': 2, 'POST /oauth/token': 1, [TOKENS]: 1 })
  })
})

test('the token and the secret stand in no log, no answer, and not in clear in the table', async () => {
  const { id } = await addPerson(stage, 'staff')
  const answers = [...(await atOnce(4)), await manage(stage, userPath(id), { method: 'PATCH', json: { name: 'x' } })]
  const secrets = new Secrets()
  secrets.keep('the secret', MANAGEMENT_SECRET)
  const [authorization] = await tokensUsed()
  const token = String(authorization).slice('Bearer '.length)
  secrets.keep('the token', token)
  for (const part of token.split('.')) secrets.keep('a part of the token', part)
  expect(stage.logs.length).toBeGreaterThan(4)
  expect([...stage.logs, ...twin.logs].flatMap((line) => secrets.in(line))).toEqual([])
  expect(answers.flatMap(({ text }) => secrets.in(text))).toEqual([])
  expect((await readTable(stage)).flatMap((attribute) => secrets.in(attribute))).toEqual([])
})
