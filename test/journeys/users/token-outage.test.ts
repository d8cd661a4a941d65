import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { putSecrets } from '#infra/local/parameters'
import { configOf } from '../../support/config.ts'
import { type Answer, refusal } from '../../support/http.ts'
import { clearTenant, MANAGEMENT_SECRET, manage, managementSecret, managing, office } from '../../support/management.ts'
import { openStage, openTwin, type TestStage } from '../../support/stage.ts'

const options = { config: configOf({ office, app: {} }, managing(['staff'])), set: managementSecret, instances: 2 }
/** Seconds that a token of the tenant lives. */
const LIFE = 86_400
/** Seconds after which an instance has forgotten a secret of SSM. */
const SECRET_IS_OLD = 301

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

describe('without a token', () => {
  test.each(['status', 'malformed', 'reset', 'truncated'] as const)(
    'that the tenant can’t issue now, it is 503 with Retry-After: %s',
    async (kind) => {
      await stage.admin.fault({ path: '/oauth/token', grant_type: 'client_credentials', kind })
      const answer = await manage(stage, '/users/count')
      expect(answer).toEqual(refusal(503, 'temporarily_unavailable'))
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
      expect(await manage(stage, '/users/count')).toMatchObject({ status: 200 })
    },
  )

  test('that the tenant issues too many of, it is 429', async () => {
    const headers = { 'retry-after': '9' }
    await stage.admin.fault({ path: '/oauth/token', kind: 'status', status: 429, headers })
    const answer = await manage(stage, '/users/count')
    expect(answer).toEqual(refusal(429, 'too_many_requests'))
    expect(answer.headers['retry-after']).toBe('9')
  })

  test('for a wrong secret it is 502; once SSM has the right one, every instance is served again', async () => {
    const put = (value: string) => putSecrets(stage.ssmUrl, 'local', { MANAGEMENT_SECRET: value }, {})
    await put('another secret')
    // Nor does the version before it help.
    await put('another-another secret')
    stage.advance(SECRET_IS_OLD)
    for (const on of [stage, stage, twin, twin]) {
      expect(await manage(on, '/users/count')).toEqual(refusal(502, 'bad_gateway'))
    }
    await put(MANAGEMENT_SECRET)
    stage.advance(SECRET_IS_OLD)
    await expectServed(await atOnce(4))
  })
})
