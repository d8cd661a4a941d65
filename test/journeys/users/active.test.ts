import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../../support/config.ts'
import { type Answer, refusal, send } from '../../support/http.ts'
import {
  addPerson,
  appOf,
  clearTenant,
  listOf,
  manage,
  managementSecret,
  managing,
  office,
  type Person,
  siteOf,
} from '../../support/management.ts'
import { openStage, type TestStage } from '../../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  const config = configOf({ office, site: website, app: {} }, managing(['staff']))
  stage = await openStage({ config, set: managementSecret })
})

beforeEach(() => clearTenant(stage))

afterAll(() => stage.close())

function newPeople(many: number): Promise<Person[]> {
  return Promise.all(Array.from({ length: many }, () => addPerson(stage, 'staff')))
}

/** How often each of some people is listed. The table may be shared with other tests, so that others are listed, too. */
function timesListed(answers: readonly Answer[], people: readonly Person[]): number[] {
  const listed = answers.flatMap(listOf).map(({ userId }) => userId)
  return people.map(({ id }) => listed.filter((userId) => userId === id).length)
}

/** Follows the links from the first page to the last. */
async function walk(path: string): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer: Answer = await manage(stage, next)
    answers.push(answer)
    next = /^<(\/users\/active\?[^>]+)>; rel="next"$/.exec(String(answer.headers['link'] ?? ''))?.[1]
  }
  return answers
}

describe('GET /users/active', () => {
  test('lists everyone with a live login of any client, each once, by nothing but the id', async () => {
    const [site, app, both, nobody] = await newPeople(4)
    if (!site || !app || !both || !nobody) throw new Error('People are missing')
    await siteOf(stage, site)
    await appOf(stage, app)
    for (const _ of ['once', 'twice']) await Promise.all([siteOf(stage, both), appOf(stage, both)])
    const answer = await manage(stage, '/users/active')
    expect(timesListed([answer], [site, app, both, nobody])).toEqual([1, 1, 1, 0])
    expect(listOf(answer)).toContainEqual({ userId: site.id })
    expect(answer.headers).not.toHaveProperty('link')
  })

  test('does not list whose sessions have ended or expired', async () => {
    const people = await newPeople(3)
    const [leaving, expiring, staying] = people
    if (!leaving || !expiring || !staying) throw new Error('People are missing')
    const cookie = await siteOf(stage, leaving)
    await siteOf(stage, expiring)
    expect(timesListed([await manage(stage, '/users/active')], people)).toEqual([1, 1, 0])
    await send(`${stage.url}/logout`, { headers: { cookie } })
    stage.advance(86_401)
    await siteOf(stage, staying)
    expect(timesListed([await manage(stage, '/users/active')], people)).toEqual([0, 0, 1])
  })

  test('asks the tenant nothing', async () => {
    await stage.admin.forget()
    expect(await manage(stage, '/users/active')).toMatchObject({ status: 200 })
    expect(await stage.admin.counters()).toEqual({})
  })
})

describe('page by page', () => {
  test.each([1, 7, 30])('of %i, everyone is listed exactly once', async (limit) => {
    const people = await newPeople(30)
    await Promise.all(people.flatMap((person) => [siteOf(stage, person), siteOf(stage, person), appOf(stage, person)]))
    const answers = await walk(`/users/active?_l=${limit}`)
    expect(timesListed(answers, people)).toEqual(Array(30).fill(1))
    expect(answers.length).toBeGreaterThanOrEqual(30 / limit)
    expect(answers.slice(0, -1).map((answer) => listOf(answer).length)).toEqual(Array(answers.length - 1).fill(limit))
  })

  test('a walk goes on although the user at the border logs out meanwhile', async () => {
    const people = await newPeople(6)
    const cookies = new Map<unknown, string>()
    for (const person of people) cookies.set(person.id, await siteOf(stage, person))
    const first = await manage(stage, '/users/active?_l=1')
    const [border] = listOf(first)
    const cookie = cookies.get(border?.['userId'])
    if (cookie !== undefined) await send(`${stage.url}/logout`, { headers: { cookie } })
    const next = /<([^>]+)>/.exec(String(first.headers['link']))?.[1]
    const listed = timesListed([first, ...(await walk(next ?? ''))], people)
    expect(listed).toEqual(Array(6).fill(1))
  })
})

describe('a senseless page is 400', () => {
  test.each(['0', '-1', '50001', '1.5', 'x', '01'])('_l=%s', async (limit) => {
    expect(await manage(stage, `/users/active?_l=${limit}`)).toEqual(refusal(400, 'invalid_request'))
  })

  test.each([
    ['garbage', 'garbage'],
    ['no object', encoded('text')],
    ['null', encoded(null)],
    ['another form', encoded({ userId: 'auth0|a' })],
    ['a number for a text', encoded({ pk: 1, userId: 'auth0|a', expiresAt: 1 })],
    ['an empty key', encoded({ pk: '', userId: 'auth0|a', expiresAt: 1 })],
    ['an empty user', encoded({ pk: 'session#a', userId: '', expiresAt: 1 })],
    ['a text for a number', encoded({ pk: 'session#a', userId: 'auth0|a', expiresAt: '1' })],
    ['a number beyond all', Buffer.from('{"pk":"a","userId":"b","expiresAt":1e300}').toString('base64url')],
    ['a fraction', encoded({ pk: 'session#a', userId: 'auth0|a', expiresAt: 1.5 })],
    ['far too long a key', encoded({ pk: 'x'.repeat(3000), userId: 'auth0|a', expiresAt: 1 })],
  ])('cursor: %s', async (_, cursor) => {
    expect(await manage(stage, `/users/active?cursor=${cursor}`)).toEqual(refusal(400, 'invalid_request'))
  })

  test('cursor that stands twice', async () => {
    const cursor = encoded({ pk: 'session#a', userId: 'auth0|a', expiresAt: 1 })
    const answer = await manage(stage, `/users/active?cursor=${cursor}&cursor=${cursor}`)
    expect(answer).toEqual(refusal(400, 'invalid_request'))
  })
})

function encoded(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}
