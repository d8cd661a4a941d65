import { describe, expect } from 'vitest'
import { Browser } from '../support/browser.ts'
import { send } from '../support/http.ts'
import { address, bearer, isCallback, loggedInBrowser, logIn, obtainCode, tokensOf } from '../support/login.ts'
import { APP_CALLBACK, asApp, person, profile, test } from './stage.ts'

const STATE = 'a-state.of~the_caller-itself'
const APP_LOGIN = { client_type: 'app', state: STATE, redirect: '/after?a=1' }

describe('a login in the browser at a foreign tenant', () => {
  test('ends in a website’s cookie session', async ({ stage, tenant: _ }) => {
    const browser = await loggedInBrowser(stage.url, { redirect: '/wanted?a=1#b' }, person)
    const { body } = await browser.send(`${stage.url}/userinfo`)
    expect(body).toEqual(profile)
  })

  test('leads to the wanted page', async ({ stage, tenant: _ }) => {
    const answer = await logIn(new Browser(), stage.url, { redirect: '/wanted?a=1#b' }, person)
    expect(answer).toMatchObject({ status: 302, headers: { location: '/wanted?a=1#b' } })
  })

  test('hands an app a code that it trades for its four fields', async ({ stage, tenant: _ }) => {
    const { code, state } = await obtainCode(new Browser(), stage.url, APP_LOGIN, person)
    expect(state).toBe(STATE)
    const answer = await send(`${stage.url}/oauth/token`, { headers: asApp, json: { code, state } })
    expect(answer).toMatchObject({ status: 200, headers: { location: '/after?a=1' } })
    const headers = bearer(tokensOf(answer).accessToken)
    expect(await send(`${stage.url}/userinfo`, { headers })).toMatchObject({ status: 200, body: profile })
  })

  test('trades a code once, and asks the tenant once', async ({ stage, tenant }) => {
    const before = tenant.served('token authorization_code')
    const query = { ...APP_LOGIN, state: `${STATE}-again` }
    const { code, state } = await obtainCode(new Browser(), stage.url, query, person)
    const trade = () => send(`${stage.url}/oauth/token`, { headers: asApp, json: { code, state } })
    const answers = await Promise.all([trade(), trade(), trade()])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403])
    expect(tenant.served('token authorization_code')).toBe(before + 1)
  })

  test('passes on what Auth0 knows and nothing else', async ({ stage, tenant: _ }) => {
    const known = { prompt: 'login', login_hint: 'zoë', screen_hint: 'signup', ui_locales: 'it en', acr_values: 'mfa' }
    const made = {
      scope: 'admin',
      nonce: 'n',
      response_type: 'token',
      redirect_uri: 'https://evil.example',
      foo: 'bar',
    }
    const browser = new Browser()
    const from = address(stage.url, '/authorize', { ...APP_LOGIN, ...known, ...made, state: `${STATE}-more` })
    const visit = await browser.visit(from, { credentials: person, stopAt: isCallback })
    expect(`${visit.url.origin}${visit.url.pathname}`).toBe(APP_CALLBACK)
  })

  test('proves how long ago the person logged in, where max_age asks for it', async ({ stage, tenant: _ }) => {
    const answer = await logIn(new Browser(), stage.url, { redirect: '/', max_age: '3600' }, person)
    expect(answer).toMatchObject({ status: 302, headers: { location: '/' } })
  })

  test('outlives the tenant’s signing key, which another login meets anew', async ({ stage, tenant }) => {
    const first = await loggedInBrowser(stage.url, {}, person)
    const before = tenant.served('jwks')
    await tenant.rotateKeys()
    await loggedInBrowser(stage.url, {}, person)
    await loggedInBrowser(stage.url, {}, person)
    expect(tenant.served('jwks')).toBe(before + 1)
    expect(await first.send(`${stage.url}/userinfo`)).toMatchObject({ status: 200 })
  })
})
