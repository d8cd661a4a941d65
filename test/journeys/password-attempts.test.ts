import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { metrics } from '#shared/environment'
import { configOf } from '../support/config.ts'
import { counted } from '../support/emf.ts'
import { type Answer, refusal } from '../support/http.ts'
import { demo, passwordLogin } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

const PASSWORD = 'Right-Password-1'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ app: {}, other: {} }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

/** A user whom no other test knows. */
async function newUser() {
  const [user_id, username] = [`auth0|${crypto.randomUUID()}`, `${crypto.randomUUID()}@example.com`]
  await stage.admin.addUser({
    user_id,
    email: username,
    password: PASSWORD,
    connection: 'Username-Password-Authentication',
  })
  return { user_id, username }
}

function logIn(username: string, password: string, headers: Record<string, string> = {}): Promise<Answer> {
  return passwordLogin(stage.url, { 'client-type': 'app', ...headers }, { username, password })
}

async function fail(username: string, times: number) {
  for (let time = 0; time < times; time++) expect((await logIn(username, 'wrong')).status).toBe(403)
}

const asked = () => stage.admin.count('POST /oauth/token')
const limited = refusal(429, 'too_many_attempts')

test('the eleventh password within a minute is 429 after ten wrong ones, and the tenant is not asked', async () => {
  const { user_id, username } = await newUser()
  await fail(username, 10)
  const names = await counted(stage, async () => {
    const answer = await logIn(username, PASSWORD)
    expect(answer).toEqual(limited)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60)
    return answer
  })
  expect(names).toEqual([metrics.names.deniedLogins])
  // Neither another spelling, nor another client, nor what anybody may say of an address is a way around.
  expect(await logIn(username.toUpperCase(), 'wrong', { 'client-type': 'other' })).toEqual(limited)
  expect(await logIn(username, 'wrong', { 'x-forwarded-for': '192.0.2.7' })).toEqual(limited)
  expect(await asked()).toBe(10)

  // The tenant's own protection blocks for longer: a new password lifts it.
  await stage.admin.changeUser(user_id, { password: PASSWORD })
  stage.advance(61)
  expect(await logIn(username, PASSWORD)).toMatchObject({ status: 200 })
})

test('twenty at the same time reach the tenant ten times, and an unknown user looks the same', async () => {
  const statuses = await Promise.all(
    Array.from({ length: 20 }, async () => (await logIn('nobody@example.com', 'wrong')).status),
  )
  expect(statuses.toSorted()).toEqual([...Array(10).fill(403), ...Array(10).fill(429)])
  expect(await asked()).toBe(10)
})

test('who logs in, or is asked for a second factor, is never limited', async () => {
  const { username } = await newUser()
  await fail(username, 9)
  for (let login = 0; login < 11; login++) expect((await logIn(username, PASSWORD)).status).toBe(200)
  for (let login = 0; login < 11; login++) {
    expect(await logIn('mfa@example.com', demo.password)).toMatchObject({ body: { error: 'mfa_required' } })
  }
})
