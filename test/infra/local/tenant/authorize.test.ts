import { beforeEach, describe, expect, test } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { ada, answerOf, authorizeUrl, Browser, type Form, type Visit } from './browser.ts'
import { admin, CALLBACK, PASSWORD, startTenant } from './support.ts'

let tenant: Tenant
let browser: Browser

beforeEach(async () => {
  tenant = await startTenant()
  browser = new Browser()
})

function open(changes: Record<string, string | undefined> = {}, ...forms: Form[]): Promise<Visit> {
  return browser.visit(authorizeUrl(tenant, changes), ...forms)
}

describe('a request that may not go back', () => {
  test.each([
    ['an unknown application', { client_id: 'unknown' }, 400],
    ['no application', { client_id: undefined }, 400],
    ['a callback that is not allowed', { redirect_uri: 'https://evil.example/' }, 403],
    ['a callback with another query', { redirect_uri: `${CALLBACK}?a=1` }, 403],
    ['no callback', { redirect_uri: undefined }, 400],
  ])('%s ends on an error page', async (_name, changes, status) => {
    const visit = await open(changes)
    expect(visit.status).toBe(status)
    expect(visit.html).toContain('Oops!')
  })

  test('the page holds no markup of the sender', async () => {
    const { html } = await open({ client_id: '<script>' })
    expect(html).not.toContain('<script>')
  })
})

describe('a request that is refused at the application', () => {
  test.each([
    ['an unknown audience', { audience: 'https://nowhere.example' }, 'access_denied'],
    ['an unknown connection', { connection: 'nowhere' }, 'invalid_request'],
    ['a connection that is not enabled', { connection: 'partners' }, 'invalid_request'],
    ['PKCE by plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['PKCE without method', { code_challenge_method: undefined }, 'invalid_request'],
    ['a short challenge', { code_challenge: 'short' }, 'invalid_request'],
    ['prompt=none without session', { prompt: 'none' }, 'login_required'],
    ['prompt=none beside another', { prompt: 'none login' }, 'invalid_request'],
  ])('%s', async (_name, changes, error) => {
    expect(answerOf(await open(changes))).toMatchObject({ error, state: 'the-state' })
  })

  test('the implicit flow, in the fragment', async () => {
    const { url } = await open({ response_type: 'token' })
    const answer = Object.fromEntries(new URLSearchParams(url.hash.slice(1)))
    expect(answer).toMatchObject({ error: 'unsupported_response_type', state: 'the-state' })
    expect(answer).not.toHaveProperty('iss')
  })

  test('a repeated parameter', async () => {
    const url = authorizeUrl(tenant)
    url.searchParams.append('scope', 'openid')
    expect(answerOf(await browser.visit(url))).toMatchObject({ error: 'invalid_request' })
  })

  test('a blocked user, at the login and with a session', async () => {
    const refusal = { error: 'unauthorized', error_description: 'user is blocked' }
    const blocked = { username: 'blocked@example.com', password: PASSWORD }
    expect(answerOf(await open({}, blocked))).toMatchObject(refusal)
    await open({}, ada)
    await admin(tenant, 'PATCH', `users/${encodeURIComponent('auth0|ada')}`, { blocked: true })
    expect(answerOf(await open())).toMatchObject(refusal)
  })
})

describe('the authorization response', () => {
  test('has code and state, and no iss', async () => {
    expect(Object.keys(answerOf(await open({}, ada))).toSorted()).toEqual(['code', 'state'])
  })

  test('has iss if the tenant setting is on', async () => {
    await admin(tenant, 'PATCH', 'settings', { issParameter: true })
    expect(answerOf(await open({}, ada))).toMatchObject({ iss: tenant.issuer })
    const metadata = await browser.visit(new URL('.well-known/openid-configuration', tenant.issuer))
    expect(JSON.parse(metadata.html)).toMatchObject({ authorization_response_iss_parameter_supported: true })
  })
})

test('the cookies of the tenant have names of their own and suit plain http', async () => {
  const response = await fetch(authorizeUrl(tenant), { redirect: 'manual' })
  const cookies = response.headers.getSetCookie()
  expect(cookies.length).toBeGreaterThan(0)
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^_?auth0/)
    expect(cookie).toMatch(/httponly/i)
    expect(cookie).not.toMatch(/secure|samesite=none/i)
  }
})
