import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Browser } from '../support/browser.ts'
import { callerSecret, configOf, credentialsOf, keyed, website } from '../support/config.ts'
import { type Answer, type Call, refusal, send } from '../support/http.ts'
import { address, bearer, demo, obtainCode, reachCallback, tokensOf } from '../support/login.ts'
import { goodRedirects, LISTED } from '../support/redirects.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({
    config: configOf(
      { app: { allowedRedirects: [LISTED] }, other: {}, site: website, keyed: keyed('keyed') },
      { defaultClient: 'other' },
    ),
  })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

type Body = Readonly<Record<string, string>>

/** Trades a code as an app does: there is no browser. */
function trade(form: Body, headers: Call['headers'] = {}): Promise<Answer> {
  return send(`${stage.url}/oauth/token`, { form, headers })
}

function code(client_type: string, query: Body = {}) {
  return obtainCode(new Browser(), stage.url, { client_type, ...query })
}

const AT_FAULT = refusal(403, 'invalid_grant')

describe('code and state become tokens', () => {
  test.each<[string, (login: Body) => Call]>([
    ['with the grant type, as a form', (login) => ({ form: { grant_type: 'authorization_code', ...login } })],
    ['without it, as a form', (login) => ({ form: login })],
    ['without it, as JSON', (login) => ({ json: login })],
    ['naming the client', (login) => ({ json: login, headers: { 'client-type': 'app' } })],
  ])('%s', async (_, call) => {
    const answer = await send(`${stage.url}/oauth/token`, call(await code('app')))
    expect(answer).toMatchObject({ status: 200, cookies: [] })
    expect(Object.keys(answer.body).toSorted()).toEqual(['accessToken', 'expireAt', 'idToken', 'refreshToken'])
    const headers = bearer(tokensOf(answer).accessToken)
    const userinfo = await send(`${stage.url}/userinfo`, { headers })
    expect(userinfo).toMatchObject({ status: 200, body: { email: demo.username } })
  })

  test('the tenant sees the verifier of the challenge, and our callback', async () => {
    const callback = await reachCallback(new Browser(), address(stage.url, '/authorize', { client_type: 'app' }))
    const [request] = await stage.admin.requests('/authorize')
    const { code = '', state = '' } = Object.fromEntries(callback.searchParams)
    await trade({ code, state })
    const [exchange] = await stage.admin.requests('/oauth/token')
    expect(exchange?.body).toEqual({
      grant_type: 'authorization_code',
      code,
      code_verifier: expect.stringMatching(/^[\w.~-]{43,128}$/),
      redirect_uri: `${stage.url}/web-login/callback`,
      ...credentialsOf('app'),
    })
    const challenge = createHash('sha256').update(String(exchange?.body['code_verifier'])).digest('base64url')
    expect(request?.query).toMatchObject({ code_challenge: challenge, code_challenge_method: 'S256' })
  })

  test.each(goodRedirects)('the redirect %j comes back as Location %s', async (redirect, location) => {
    for (const name of ['redirect', 'redirectUri']) {
      const answer = await trade(await code('app', { [name]: redirect }))
      expect(answer).toMatchObject({ status: 200, headers: { location } })
    }
  })

  test('without a redirect there is no Location', async () => {
    expect((await trade(await code('app'))).headers).not.toHaveProperty('location')
  })
})

describe('a client that has a secret', () => {
  test('trades its code with it', async () => {
    tokensOf(await trade(await code('keyed'), { secret: callerSecret('keyed') }))
  })

  test.each<[string, Body, unknown]>([
    ['nothing', {}, AT_FAULT],
    ['its name alone', { 'client-type': 'keyed' }, refusal(401, 'invalid_client')],
    ['a wrong secret', { secret: 'guess' }, refusal(401, 'invalid_client')],
    ['another client’s name', { 'client-type': 'app' }, AT_FAULT],
  ])('is not to be had with %s', async (_, headers, refused) => {
    const login = await code('keyed')
    await stage.admin.forget()
    expect(await trade(login, headers)).toEqual(refused)
    expect(await stage.admin.counters()).toEqual({})
    tokensOf(await trade(login, { secret: callerSecret('keyed') }))
  })
})
