import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Browser } from '../support/browser.ts'
import { configOf, website } from '../support/config.ts'
import { type Answer, refusal } from '../support/http.ts'
import { obtainCode, passwordLogin, type Query } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

const HOUR = 3600

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ app: {}, site: website }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

const now = () => Math.floor(Date.now() / 1000)

/** A whole login whose ID token the tenant forges by `settings`. */
async function logIn(client_type: string, settings: object, query: Query = {}): Promise<Answer> {
  const browser = new Browser()
  const login = await obtainCode(browser, stage.url, { client_type, ...query })
  await stage.admin.settings(settings)
  return browser.send(`${stage.url}/oauth/token`, { json: login })
}

const forged: readonly [string, () => object][] = [
  ['another nonce', () => ({ idTokenClaims: { nonce: 'x'.repeat(43) } })],
  ['no nonce', () => ({ idTokenClaims: { nonce: null } })],
  ['another issuer', () => ({ idTokenClaims: { iss: 'https://evil.example/' } })],
  ['an issuer without its slash', () => ({ idTokenClaims: { iss: stage.tenantUrl } })],
  ['no issuer', () => ({ idTokenClaims: { iss: null } })],
  ['another audience', () => ({ idTokenClaims: { aud: 'application-other' } })],
  ['no audience', () => ({ idTokenClaims: { aud: null } })],
  ['two audiences and no azp', () => ({ idTokenClaims: { aud: ['application-app', 'application-site', 'other'] } })],
  ['another azp', () => ({ idTokenClaims: { azp: 'application-other' } })],
  ['an end that has passed', () => ({ idTokenClaims: { exp: now() - HOUR } })],
  ['no end', () => ({ idTokenClaims: { exp: null } })],
  ['a beginning in the future', () => ({ idTokenClaims: { iat: now() + HOUR } })],
  ['no beginning', () => ({ idTokenClaims: { iat: null } })],
  ['no subject', () => ({ idTokenClaims: { sub: null } })],
  ['an empty subject', () => ({ idTokenClaims: { sub: '' } })],
  ['a subject that is no text', () => ({ idTokenClaims: { sub: 1 } })],
  ['a session_expiry that is no time', () => ({ idTokenClaims: { session_expiry: String(now() + HOUR) } })],
  ['no signature', () => ({ idTokenAlg: 'none' })],
  ['a signature by the client’s secret', () => ({ idTokenAlg: 'HS256' })],
  ['a signature by a key that nobody knows', () => ({ foreignKey: true })],
]

describe.each(forged)('an ID token with %s is 502, and nobody is logged in', (_, settings) => {
  test.each(['app', 'site'])('client %s', async (client) => {
    const answer = await logIn(client, settings())
    expect(answer).toEqual(refusal(502, 'bad_gateway'))
    expect(answer.cookies).toEqual([])
  })
})

test('an ID token of the password grant is proved as well', async () => {
  await stage.admin.settings({ idTokenClaims: { aud: 'application-other' } })
  expect(await passwordLogin(stage.url, { 'client-type': 'app' })).toEqual(refusal(502, 'bad_gateway'))
})

test.each<[string, object]>([
  ['one audience in a list', { aud: ['application-app'] }],
  ['two audiences and our azp', { aud: ['application-app', 'other'], azp: 'application-app' }],
])('an ID token with %s is good', async (_, idTokenClaims) => {
  expect(await logIn('app', { idTokenClaims })).toMatchObject({ status: 200 })
})

describe('max_age sent means auth_time checked', () => {
  const maxAge = { max_age: '600' }

  test.each<[string, () => object]>([
    ['the tenant’s own', () => ({})],
    ['one within max_age', () => ({ auth_time: now() - 500 })],
  ])('good: %s', async (_, idTokenClaims) => {
    expect(await logIn('app', { idTokenClaims: idTokenClaims() }, maxAge)).toMatchObject({ status: 200 })
  })

  test.each<[string, () => object]>([
    ['missing', () => ({ auth_time: null })],
    ['older than max_age', () => ({ auth_time: now() - 700 })],
    ['no number', () => ({ auth_time: 'now' })],
  ])('502: %s', async (_, idTokenClaims) => {
    expect(await logIn('app', { idTokenClaims: idTokenClaims() }, maxAge)).toEqual(refusal(502, 'bad_gateway'))
  })

  test('not sent, an old one does not matter', async () => {
    expect(await logIn('app', { idTokenClaims: { auth_time: now() - HOUR } })).toMatchObject({ status: 200 })
  })
})
