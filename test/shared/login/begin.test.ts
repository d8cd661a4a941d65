import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { beginLogin, type LoginRequest } from '#shared/login/begin'
import { judgeRedirect } from '#shared/login/redirect'
import { makeClient } from '../support/config.ts'
import { recordLogins } from '../support/logins.ts'
import { expectRefusal } from '../support/refusal.ts'

const clock = () => 1_795_341_600_500
const client = makeClient({ audience: 'https://api.example', supportedConnections: ['a', 'b'], defaultConnection: 'a' })
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')

/** Begins a login and tells where the browser goes and what was remembered. */
async function begin(changes: Partial<LoginRequest> = {}) {
  const { logins, begun } = recordLogins()
  const request = {
    client,
    state: 'the-state',
    redirect: undefined,
    connection: undefined,
    passThrough: {},
    browser: undefined,
  }
  const url = new URL(await beginLogin({ logins, clock }, { ...request, ...changes }))
  const [login] = begun
  if (!login || begun.length > 1) throw new Error('One login should be remembered')
  return { url, sent: Object.fromEntries(url.searchParams), login }
}

describe('the tenant is asked', () => {
  it('with the client’s own settings and PKCE', async () => {
    const { url, sent, login } = await begin()
    expect(url.origin + url.pathname).toBe('https://tenant.eu.auth0.com/authorize')
    expect(sent).toEqual({
      response_type: 'code',
      client_id: 'client-id',
      redirect_uri: 'https://site.example/web-login/callback',
      scope: 'openid profile email offline_access',
      audience: 'https://api.example',
      connection: 'a',
      state: 'the-state',
      nonce: login.content.nonce,
      code_challenge: sha256(login.content.verifier),
      code_challenge_method: 'S256',
    })
  })

  it('without the verifier, which stays here', async () => {
    const { url, login } = await begin()
    expect(url.href).not.toContain(login.content.verifier)
    expect(login.content.verifier).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('with a new verifier and nonce each time', async () => {
    const logins = await Promise.all(Array.from({ length: 20 }, () => begin()))
    const secrets = logins.flatMap(({ login }) => [login.content.verifier, login.content.nonce])
    expect(new Set(secrets).size).toBe(40)
  })

  it('with what is passed on, which overrides none of ours', async () => {
    const passThrough = { prompt: 'login', redirect_uri: 'https://evil.example', scope: 'x', code_challenge: 'x' }
    const { sent, login } = await begin({ passThrough })
    expect(sent).toMatchObject({
      prompt: 'login',
      redirect_uri: client.redirectUrl,
      scope: client.scopes.join(' '),
      code_challenge: sha256(login.content.verifier),
    })
  })

  it('with the connection that was asked for', async () => {
    expect((await begin({ connection: 'b' })).sent['connection']).toBe('b')
  })
})

describe('the login remembers', () => {
  it('its client, its state and nothing that was not given', async () => {
    const { login } = await begin()
    expect(login).toMatchObject({ state: 'the-state', client: 'app', browser: undefined })
    expect(Object.keys(login.content).sort()).toEqual(['nonce', 'verifier'])
  })

  it('the fingerprint of the browser’s cookie, not the cookie', async () => {
    expect((await begin({ browser: 'cookie' })).login.browser).toBe(sha256('cookie'))
  })

  it('where it leads', async () => {
    expect((await begin({ redirect: judgeRedirect(client, '/wanted') })).login.content.redirect).toBe('/wanted')
  })

  it.each([
    ['0', 1_795_341_600],
    ['60', 1_795_341_540],
  ])('how old the authentication may be: max_age %s', async (maxAge, earliest) => {
    const { login, sent } = await begin({ passThrough: { max_age: maxAge } })
    expect(login.content.authenticatedAfter).toBe(earliest)
    expect(sent['max_age']).toBe(maxAge)
  })
})

describe('nothing is begun', () => {
  const refused = async (changes: Partial<LoginRequest>, inUse = false) => {
    const { logins, begun } = recordLogins({ inUse })
    const request = { client, state: 's', redirect: undefined, passThrough: {}, browser: undefined, connection: 'a' }
    await expectRefusal(() => beginLogin({ logins, clock }, { ...request, ...changes }), 'invalid_request')
    expect(begun).toEqual([])
  }

  it.each(['-1', '1.5', 'x', '1e3', ' 60', '60\n', '0x10', '9'.repeat(10)])('for max_age %j', async (maxAge) => {
    await refused({ passThrough: { max_age: maxAge } })
  })

  it('for an unsupported connection', async () => {
    await refused({ connection: 'c' })
  })

  it('for a state that is in use', async () => {
    await refused({}, true)
  })
})
