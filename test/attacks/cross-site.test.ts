import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { type Answer, type Call, send } from '../support/http.ts'
import { demo } from '../support/login.ts'
import {
  addPerson,
  clearTenant,
  formOf,
  managementCalls,
  managementSecret,
  managing,
  office,
  type Person,
  siteOf,
} from '../support/management.ts'
import { type FilledRoute, routesThat } from '../support/routes.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage
let boss: Person
let cookie: string

beforeAll(async () => {
  const access = { clients: ['office'], groups: ['admins'] }
  const config = configOf({ site: website, office }, { ...managing(['staff'], {}, access), defaultClient: 'site' })
  stage = await openStage({ config, set: managementSecret })
  await clearTenant(stage)
  // Whoever manages users has most to lose: every unsafe endpoint would do as the cookie says.
  boss = await addPerson(stage, 'staff', { app_metadata: { groups: ['admins'] } })
  cookie = await siteOf(stage, boss)
  expect(await send(`${stage.url}/users/count`, { headers: { cookie } })).toMatchObject({ status: 200 })
})

afterAll(() => stage.close())

/** What browsers say of a request that a page of another site, or of a sister site, has made. */
const foreign: readonly Record<string, string>[] = [
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  { origin: 'null', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  { origin: 'https://evil.example' },
  { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
]

/** A body with which every endpoint that takes one would do something, as a form and as a fetch send it. */
const fields = () => ({ grant_type: 'password', ...demo, ...formOf(boss), email: boss.email })
const bodies: readonly (() => Call)[] = [() => ({ form: fields() }), () => ({ json: fields() }), () => ({})]

const seen = ({ status, body: { requestId: _, ...body } }: Answer) => ({ status, body })

describe('a page of another site makes the browser send its cookie', () => {
  const unsafe = routesThat(({ method }) => method !== 'GET')

  test.each(unsafe)('$method $path: 403, or as if there were no cookie', async ({ method, at }: FilledRoute) => {
    await stage.admin.forget()
    for (const origin of foreign) {
      for (const body of bodies) {
        const ask = (headers: Record<string, string>) =>
          send(`${stage.url}${at}`, { ...body(), method, headers: { ...origin, ...headers } })
        const answer = await ask({ cookie })
        expect(answer.cookies).toEqual([])
        if (answer.status !== 403) expect(seen(answer)).toEqual(seen(await ask({})))
      }
    }
    expect(await send(`${stage.url}/userinfo`, { headers: { cookie } })).toMatchObject({ status: 200 })
    expect(await managementCalls(stage)).toBe(0)
    expect(await stage.admin.count('POST /oauth/token')).toBe(0)
  })
})

describe('a page of another site embeds what only reads', () => {
  const safe = routesThat(({ method, path }) => method === 'GET' && path !== '/logout')

  test.each(safe)('$method $path leaves the session as it is, and sets no session', async ({ at }: FilledRoute) => {
    const [headers] = foreign
    const answer = await send(`${stage.url}${at}`, { headers: { ...headers, cookie } })
    expect(answer.cookies.filter((line) => line.startsWith('sid='))).toEqual([])
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    expect(await send(`${stage.url}/userinfo`, { headers: { cookie } })).toMatchObject({ status: 200 })
  })
})
