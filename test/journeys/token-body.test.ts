import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callerSecret, configOf, keyed } from '../support/config.ts'
import { type Call, refusal, send } from '../support/http.ts'
import { demo } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }
const login = { grant_type: 'password', ...demo }

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ keyed: keyed('keyed') }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

const endpoints = ['/oauth/token', '/refreshtoken', '/oauth/refreshtoken', '/logout']

/** Bodies that say nothing we could act on. */
const malformed: readonly [string, Call][] = [
  ['broken JSON', { raw: '{"grant_type":', headers: JSON_TYPE }],
  ['JSON with a tail', { raw: '{} {}', headers: JSON_TYPE }],
  ['a list', { raw: '[{"grant_type":"password"}]', headers: JSON_TYPE }],
  ['a text', { raw: '"password"', headers: JSON_TYPE }],
  ['a number', { raw: '1', headers: JSON_TYPE }],
]

/** Values that are no single text. */
const manifold: readonly [string, Call][] = [
  ['a list', { json: { grant_type: ['password'], refresh_token: ['a', 'b'] } }],
  ['an object', { json: { grant_type: { a: 1 }, refresh_token: { $ne: null } } }],
  ['a number', { json: { grant_type: 1, refresh_token: 1 } }],
  ['true', { json: { grant_type: true, refresh_token: true } }],
  [
    'sent twice in a form',
    { raw: 'grant_type=password&grant_type=password&refresh_token=a&refresh_token=b', headers: FORM_TYPE },
  ],
]

function withSecret(call: Call, secret = callerSecret('keyed')): Call {
  return { method: 'POST', ...call, headers: { ...call.headers, secret, authorization: 'Bearer any' } }
}

describe.each(endpoints)('POST %s', (path) => {
  test.each(malformed)('%s is 400', async (_, call) => {
    const answer = await send(`${stage.url}${path}`, withSecret(call))
    expect(answer).toEqual(refusal(400, 'invalid_request'))
    expect(await stage.admin.counters()).toEqual({})
  })

  test.each(manifold)('a parameter that is %s is 400', async (_, call) => {
    const answer = await send(`${stage.url}${path}`, withSecret(call))
    expect(answer).toEqual(refusal(400, 'invalid_request'))
    expect(await stage.admin.counters()).toEqual({})
  })

  test.each(['text/plain', 'multipart/form-data; boundary=x', 'application/jsonp', 'application/xml', ''])(
    'a body of type "%s" is 415',
    async (type) => {
      const call = { raw: 'grant_type=password', headers: type === '' ? {} : { 'content-type': type } }
      expect(await send(`${stage.url}${path}`, withSecret(call))).toEqual(refusal(415, 'unsupported_media_type'))
    },
  )

  test.each([...malformed, ['of a wrong type', { raw: 'x', headers: { 'content-type': 'text/plain' } }]] as const)(
    'with a wrong secret it is 401, before the body is judged: %s',
    async (_, call) => {
      expect(await send(`${stage.url}${path}`, withSecret(call, 'guess'))).toEqual(refusal(401, 'invalid_client'))
    },
  )
})

describe('content types that are taken at /oauth/token', () => {
  const form = new URLSearchParams(login).toString()

  test.each([
    ['application/json; charset=utf-8', JSON.stringify(login)],
    ['Application/JSON', JSON.stringify(login)],
    ['application/x-www-form-urlencoded; charset=UTF-8', form],
    ['application/x-www-form-urlencoded;charset=UTF-8', form],
  ])('%s', async (type, raw) => {
    const call = { raw, headers: { 'content-type': type, secret: callerSecret('keyed') } }
    expect(await send(`${stage.url}/oauth/token`, call)).toMatchObject({ status: 200 })
  })

  test.each(['P+s %&=ü€😀"\'\\', '__proto__'])('a password travels unchanged: %s', async (password) => {
    for (const call of [{ form: { ...login, password } }, { json: { ...login, password } }]) {
      await stage.admin.forget()
      await send(`${stage.url}/oauth/token`, { ...call, headers: { secret: callerSecret('keyed') } })
      expect((await stage.admin.requests('/oauth/token'))[0]?.body['password']).toBe(password)
    }
  })
})

describe('missing parameters are 400, and the tenant is not asked', () => {
  test.each([
    {},
    { code: 'a' },
    { state: 'b' },
    { grant_type: 'authorization_code' },
    { grant_type: 'authorization_code', code: 'a' },
    { grant_type: 'authorization_code', state: 'a'.repeat(43) },
    { grant_type: 'authorization_code', code: '', state: '' },
    { grant_type: 'refresh_token' },
    { grant_type: 'password' },
  ])('%j', async (json) => {
    const answer = await send(`${stage.url}/oauth/token`, { json, headers: { secret: callerSecret('keyed') } })
    expect(answer).toEqual(refusal(400, 'invalid_request'))
    expect(await stage.admin.counters()).toEqual({})
  })

  test('those of a prototype', async () => {
    const raw = JSON.stringify(login).replace(/^.*$/, '{"__proto__":$&}')
    const headers = { ...JSON_TYPE, secret: callerSecret('keyed') }
    expect(await send(`${stage.url}/oauth/token`, { raw, headers })).toEqual(refusal(400, 'invalid_request'))
    expect(await stage.admin.counters()).toEqual({})
  })

  test('no body at all', async () => {
    const answer = await send(`${stage.url}/oauth/token`, withSecret({}))
    expect(answer).toEqual(refusal(400, 'invalid_request'))
  })
})
