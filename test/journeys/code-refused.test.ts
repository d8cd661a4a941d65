import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Browser } from '../support/browser.ts'
import { configOf } from '../support/config.ts'
import { type Answer, type Call, refusal, send } from '../support/http.ts'
import { address, demo, isCallback, obtainCode, tokensOf } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import type { Fault } from '../support/tenant.ts'

const AT_FAULT = refusal(403, 'invalid_grant')

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ app: {}, other: {} }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

type Body = Readonly<Record<string, string>>

function trade(form: Body, headers: Call['headers'] = {}): Promise<Answer> {
  return send(`${stage.url}/oauth/token`, { form, headers })
}

function code(client_type: string) {
  return obtainCode(new Browser(), stage.url, { client_type })
}

describe('403 invalid_grant, and nobody is logged in', () => {
  test('a state works once', async () => {
    const login = await code('app')
    tokensOf(await trade(login))
    await stage.admin.forget()
    expect(await trade(login)).toEqual(AT_FAULT)
    expect(await stage.admin.counters()).toEqual({})
  })

  test('a state works once, however many come at once', async () => {
    const login = await code('app')
    const answers = await Promise.all(Array.from({ length: 10 }, () => trade(login)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(403)])
    expect(await stage.admin.count('POST /oauth/token')).toBe(1)
  })

  test('a state lives ten minutes', async () => {
    const callback = await new Browser().visit(address(stage.url, '/authorize', { client_type: 'app' }))
    const state = await stateAtTenant()
    expect(callback.url.pathname).toBe('/u/login')
    stage.advance(601)
    await stage.admin.forget()
    expect(await trade({ code: 'any', state })).toEqual(AT_FAULT)
    expect(await stage.admin.counters()).toEqual({})
  })

  test('a login that takes nine minutes still ends well', async () => {
    const browser = new Browser()
    const form = await browser.visit(address(stage.url, '/authorize', { client_type: 'app' }))
    stage.advance(540)
    const { url } = await browser.visit(form.url, { credentials: demo, stopAt: isCallback })
    const { code = '', state = '' } = Object.fromEntries(url.searchParams)
    tokensOf(await trade({ code, state }))
  })

  test.each<[string, (own: Body, foreign: Body) => Body, Body]>([
    ['the state of another client', (_, foreign) => foreign, { 'client-type': 'app' }],
    ['the state of another login', (own, foreign) => ({ ...own, state: foreign['state'] ?? '' }), {}],
    ['an unknown state', (own) => ({ ...own, state: 'x'.repeat(43) }), {}],
    ['an unknown code', (own) => ({ ...own, code: 'x'.repeat(43) }), {}],
  ])('%s', async (_, mix, headers) => {
    expect(await trade(mix(await code('app'), await code('other')), headers)).toEqual(AT_FAULT)
  })

  async function stateAtTenant(): Promise<string> {
    return String((await stage.admin.requests('/authorize')).at(-1)?.query['state'])
  }
})

describe('a failing tenant is 503, and a code is never sent twice', () => {
  test.each<Omit<Fault, 'path'>>([{ kind: 'status', status: 500 }, { kind: 'reset' }, { kind: 'malformed' }])(
    '%j',
    async (fault) => {
      const login = await code('app')
      await stage.admin.fault({ path: '/oauth/token', ...fault })
      expect(await trade(login)).toEqual(refusal(503, 'temporarily_unavailable'))
      expect(await stage.admin.count('POST /oauth/token')).toBe(1)
    },
  )
})
