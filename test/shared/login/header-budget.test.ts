import { describe, expect, it } from 'vitest'
import { setCookie } from '#shared/http/cookies'
import { beginLogin } from '#shared/login/begin'
import { bindBrowser } from '#shared/login/browser'
import { judgeRedirect } from '#shared/login/redirect'
import { newWebLoginState } from '#shared/login/state'
import { tenantLogout } from '#shared/logout'
import { randomSecret } from '#shared/seal'
import { makeClient } from '../support/config.ts'
import { httpEvent } from '../support/event.ts'
import { recordLogins } from '../support/logins.ts'
import { expectRefusal } from '../support/refusal.ts'

/** What API Gateway takes of a request: its line and the values of its headers, in bytes. */
const BUDGET = 10_240
/** More than any browser sends beside its cookies: user agent, accepted types and languages, fetch metadata, hints. */
const BROWSER = 2000
/** An authorization code of Auth0's has 48. */
const CODE = 'c'.repeat(128)

const connection = 'c'.repeat(128)
const client = makeClient({
  auth0Url: `https://${'t'.repeat(60)}.eu.auth0.com`,
  redirectUrl: `https://${'h'.repeat(60)}.${'h'.repeat(60)}.example/web-login/callback`,
  audience: `https://${'a'.repeat(60)}.example/`,
  scopes: ['website', 'openid', 'profile', 'email', 'offline_access', ...Array(20).fill('read:something')],
  supportedConnections: [connection],
})
/** The redirects that are the longest once they are encoded: in a query every character has three. */
const longest = [`/?${'/'.repeat(2046)}`, `/${'a'.repeat(2047)}`, `/${'é'.repeat(341)}`, `/#${'='.repeat(2046)}`]

const event = httpEvent()
const { browser, cookie: loginCookie } = bindBrowser(event, client)
const sessionCookie = setCookie(client.cookie, randomSecret(), 86_400)
const cookies = [loginCookie, sessionCookie].map((cookie) => cookie.split(';')[0]).join('; ')

async function begin(wanted: string, passThrough: Record<string, string> = {}) {
  const redirect = judgeRedirect(client, wanted)
  if (redirect === undefined) throw new Error('This redirect is none')
  const state = newWebLoginState({ attempt: 2, clientType: client.type, redirect })
  const request = { client, state, redirect, connection: undefined, passThrough, browser }
  return { state, location: await beginLogin({ logins: recordLogins().logins, clock: Date.now }, request) }
}

describe('the longest redirect fits into the gateway’s 10,240 bytes all the way', () => {
  it.each(longest)('%.10s…', async (redirect) => {
    const { state, location } = await begin(redirect)
    const again = `/web-login?${new URLSearchParams({ redirect, client_type: client.type, attempt: '2' })}`
    const requests = {
      start: `GET ${again} HTTP/1.1${cookies}`,
      callback: `GET /web-login/callback?${new URLSearchParams({ code: CODE, state })} HTTP/1.1${cookies}`,
      logout: `GET /logout?${new URLSearchParams({ redirect })} HTTP/1.1${cookies}`,
    }
    const answers = {
      authorize: location + loginCookie,
      restart: again + sessionCookie,
      leave: tenantLogout(client, new URLSearchParams({ redirect })) + sessionCookie,
    }
    for (const [name, text] of Object.entries({ ...requests, ...answers })) {
      expect([name, Buffer.byteLength(text) + BROWSER <= BUDGET]).toEqual([name, true])
    }
  })
})

describe('what is passed on to the tenant', () => {
  it('fits beside the longest redirect, as far as anybody uses it', async () => {
    const usual = {
      login_hint: `${'x'.repeat(300)}@example.com`,
      ui_locales: 'de fr it',
      organization: 'org_0123456789',
    }
    await expect(begin(longest[0] ?? '', usual)).resolves.toBeDefined()
  })

  it.each(['login_hint', 'acr_values', 'invitation'])('is refused when it no longer fits: %s', async (name) => {
    // Each of these is one byte here and three in the tenant's address.
    await expectRefusal(() => begin('/', { [name]: "'".repeat(3000) }), 'invalid_request')
  })

  it('is judged before anything is remembered', async () => {
    const { logins, begun } = recordLogins()
    const passThrough = { login_hint: 'x'.repeat(8192) }
    const request = { client, state: 's', redirect: undefined, connection: undefined, passThrough, browser }
    await expectRefusal(() => beginLogin({ logins, clock: Date.now }, request), 'invalid_request')
    expect(begun).toEqual([])
  })
})
