import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { type Answer, refusal, send } from '../support/http.ts'
import { address, type Query } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({
    config: configOf(
      {
        app: {},
        two: { supportedConnections: ['staff', 'customers'], defaultConnection: 'staff' },
        several: { supportedConnections: ['staff', 'customers'] },
        site: { ...website, supportedConnections: ['customers'] },
      },
      { defaultClient: 'app' },
    ),
  })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function authorize(query: Query) {
  return send(address(stage.url, '/authorize', query))
}

/** What the tenant is asked: every parameter of the address that the browser is sent to. */
function asked({ status, headers }: Answer): Record<string, string> {
  expect(status).toBe(302)
  return Object.fromEntries(new URL(headers.location ?? '').searchParams)
}

const passed = {
  prompt: 'login',
  login_hint: 'ada+lovelace@example.com',
  screen_hint: 'signup',
  ui_locales: 'it en',
  max_age: '600',
  organization: 'org_1',
  invitation: 'abc&d=e',
  acr_values: 'urn:mfa',
}

test('parameters of the list go on as they are', async () => {
  expect(asked(await authorize(passed))).toMatchObject(passed)
})

test.each(Object.keys(passed))('%s goes on alone', async (name) => {
  const value = name === 'max_age' ? '0' : 'x'
  expect(asked(await authorize({ [name]: value }))[name]).toBe(value)
})

test('parameters beside the list stay here, and change nothing', async () => {
  const others = {
    client_id: 'evil',
    redirect_uri: 'https://evil.example',
    response_type: 'token',
    response_mode: 'fragment',
    scope: 'admin',
    audience: 'https://evil.example',
    nonce: 'known',
    state: 'known-state-of-the-caller-itself',
    code_challenge: 'known',
    code_challenge_method: 'plain',
    request: 'x',
    request_uri: 'x',
    resource: 'x',
    'ext-anything': 'x',
    __proto__: 'x',
    Prompt: 'none',
  }
  const ours = { state: expect.any(String), nonce: expect.any(String), code_challenge: expect.any(String) }
  const crowded = asked(await authorize({ client_type: 'app', ...others }))
  expect(crowded).toEqual({ ...asked(await authorize({ client_type: 'app' })), ...ours })
  for (const name of ['state', 'nonce', 'code_challenge'] as const) expect(crowded[name]).not.toBe(others[name])
})

test.each<[string, Query]>([
  ['an unsupported connection', { client_type: 'two', connection: 'partners' }],
  ['an unsupported connection of a website', { client_type: 'site', connection: 'staff' }],
  ['no connection among several', { client_type: 'several' }],
  ['a max_age that is no number', { max_age: 'soon' }],
  ['a negative max_age', { max_age: '-1' }],
  ['an endless max_age', { max_age: '9'.repeat(30) }],
])('%s is 400', async (_, query) => {
  const answer = await authorize(query)
  expect(answer).toEqual(refusal(400, 'invalid_request'))
  expect(answer.cookies).toEqual([])
  expect(await stage.admin.counters()).toEqual({})
})

test.each(['client_type=app&client_type=site', 'prompt=none&prompt=login', 'redirect=/a&redirect=/b'])(
  'parameters sent twice are 400: %s',
  async (query) => {
    expect(await send(`${stage.url}/authorize?${query}`)).toEqual(refusal(400, 'invalid_request'))
  },
)
