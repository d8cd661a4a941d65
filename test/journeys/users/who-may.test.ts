import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callerSecret, configOf, keyed, website } from '../../support/config.ts'
import { type Answer, type Call, refusal, send } from '../../support/http.ts'
import { bearer, type Tokens, tokensOf } from '../../support/login.ts'
import {
  addPerson,
  appOf,
  clearTenant,
  managementCalls,
  managementSecret,
  managing,
  office,
  officeSecret,
  siteOf,
  userPath,
  withScope,
} from '../../support/management.ts'
import { openStage, openTwin, type TestStage } from '../../support/stage.ts'

const clients = {
  office,
  other: keyed('other'),
  shop: { ...website, ...keyed('shop') },
  site: website,
  app: {},
  cms: withScope('manage:users'),
}
const everybodyListed = { groups: ['admins'], permissions: ['manage:users'], clients: ['office', 'shop'] }
const config = configOf(clients, managing(['staff'], {}, everybodyListed))
const closed = configOf(clients, { ...managing(['staff']), management: {} })

const somebody = `auth0|${randomUUID()}`
const endpoints: readonly [method: string, path: string, call?: Call][] = [
  ['GET', '/users'],
  ['POST', '/users', { json: { email: 'not an address' } }],
  ['GET', '/users/count'],
  ['GET', '/users/active?_l=1'],
  ['POST', '/users/import', { raw: 'no form', headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
  ['GET', '/users/import/status/job_0123456789abcdef'],
  ['GET', '/users/import/status/job_0123456789abcdef/errors'],
  ['PATCH', userPath(somebody), { json: { name: 'New' } }],
  ['DELETE', userPath(somebody)],
  ['POST', userPath(somebody, '/change-password'), { json: { password: 'Second-Password-2' } }],
  ['DELETE', `/sessions/${encodeURIComponent(somebody)}`],
]

let stage: TestStage
let closedStage: TestStage
let admin: readonly Call[]
let strangers: readonly Call[]

beforeAll(async () => {
  stage = await openStage({ config, set: managementSecret })
  closedStage = await openTwin(stage, { config: closed })
  await clearTenant(stage)
  const boss = await addPerson(stage, 'staff', { app_metadata: { groups: ['editors', 'admins'] } })
  const editor = await addPerson(stage, 'staff', { app_metadata: { groups: ['editors', 'admin'] } })
  admin = [
    { headers: { cookie: await siteOf(stage, boss) } },
    { headers: bearer((await appOf(stage, boss)).accessToken) },
    { headers: bearer((await appOf(stage, editor, 'cms')).accessToken) },
    { headers: bearer(await renewed(await appOf(stage, editor, 'cms'))) },
    { headers: officeSecret },
    { headers: { secret: callerSecret('shop') } },
  ]
  strangers = [
    { headers: { cookie: await siteOf(stage, editor) } },
    { headers: bearer((await appOf(stage, editor)).accessToken) },
    { headers: { secret: callerSecret('other') } },
  ]
})

afterAll(async () => {
  await closedStage.close()
  await stage.close()
})

async function renewed({ refreshToken }: Tokens): Promise<string> {
  return tokensOf(await send(`${stage.url}/refreshtoken`, { json: { refresh_token: refreshToken } })).accessToken
}

function call(on: TestStage, [method, path, { headers, ...body } = {}]: (typeof endpoints)[number], who: Call = {}) {
  return send(`${on.url}${path}`, { method, ...body, headers: { ...headers, ...who.headers } })
}

describe.each(endpoints)('%s %s', (...endpoint) => {
  test('is 401 without an identity, before anything else is looked at', async () => {
    await stage.admin.forget()
    const nobody: Call[] = [
      {},
      { headers: { cookie: `sid=${'a'.repeat(43)}` } },
      { headers: bearer('garbage') },
      { headers: { 'client-type': 'app' } },
      // A website that is listed, but whose name anybody may send.
      { headers: { 'client-type': 'shop' } },
    ]
    for (const who of nobody) expect(await call(stage, endpoint, who)).toEqual(refusal(401, 'invalid_token'))
    expect(await stage.admin.counters()).toEqual({})
  })

  test('is 401 for a client that does not prove itself', async () => {
    const unproven = [{ 'client-type': 'office' }, { secret: 'wrong' }, { ...officeSecret, 'client-type': 'other' }]
    for (const headers of unproven) {
      expect(await call(stage, endpoint, { headers })).toEqual(refusal(401, 'invalid_client'))
    }
  })

  test('is 403 for everybody who is not listed, and the tenant is not asked', async () => {
    await stage.admin.forget()
    for (const who of strangers) expect(await call(stage, endpoint, who)).toEqual(refusal(403, 'access_denied'))
    expect(await managementCalls(stage)).toBe(0)
  })

  test('lets a listed group, permission and client in', async () => {
    const statuses = await Promise.all(admin.map(async (who) => (await call(stage, endpoint, who)).status))
    expect(statuses.filter((status) => status === 401 || status === 403 || status >= 500)).toEqual([])
  })

  test('lets nobody in where nobody is listed', async () => {
    for (const who of [...admin, ...strangers]) {
      expect(await call(closedStage, endpoint, who)).toEqual(refusal(403, 'access_denied'))
    }
  })
})

test('a refusal tells nothing of whether the target exists', async () => {
  const { id } = await addPerson(stage, 'staff')
  const foreign = await addPerson(stage, 'Username-Password-Authentication')
  for (const who of [{}, ...strangers]) {
    const answers: Answer[] = []
    for (const target of [id, somebody, foreign.id, 'no-bar']) {
      answers.push(await call(stage, ['DELETE', userPath(target)], who))
    }
    expect(new Set(answers.map(({ status, body }) => `${status} ${body['error_description']}`)).size).toBe(1)
  }
})

describe('by cookie', () => {
  const unsafe = endpoints.filter(([method]) => method !== 'GET')

  test.each(unsafe)('%s %s from a foreign page is 403', async (...endpoint) => {
    const [cookie] = admin
    for (const foreign of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ]) {
      const answer = await call(stage, endpoint, { headers: { ...cookie?.headers, ...foreign } })
      expect(answer).toEqual(refusal(403, 'access_denied'))
    }
  })

  test.each(unsafe)('%s %s from our own page is let in', async (...endpoint) => {
    const [cookie] = admin
    for (const own of [{ origin: stage.url }, { 'sec-fetch-site': 'same-origin' }]) {
      const { status } = await call(stage, endpoint, { headers: { ...cookie?.headers, ...own } })
      expect([401, 403]).not.toContain(status)
    }
  })
})
