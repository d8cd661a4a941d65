import { createHash } from 'node:crypto'
import { test as base, describe, expect } from 'vitest'
import { type Call, send } from '../support/http.ts'
import { PERSON } from './tenant/world.ts'
import { startForeignTenant } from './tenant.ts'

type Form = Readonly<Record<string, string>>

const VERIFIER = 'v'.repeat(43)
const CALLBACK = 'https://site.example/callback'
const CLIENT = { client_id: 'site', client_secret: 'secret' }
const AUTHORIZE = {
  response_type: 'code',
  client_id: 'site',
  redirect_uri: CALLBACK,
  scope: 'openid offline_access',
  state: 's'.repeat(22),
  nonce: 'n'.repeat(22),
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
}
const PASSWORD = {
  ...CLIENT,
  grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
  realm: 'staff',
  username: PERSON.email,
  password: PERSON.password,
  scope: 'openid offline_access',
}
const CODE = { ...CLIENT, grant_type: 'authorization_code', code_verifier: VERIFIER, redirect_uri: CALLBACK }
const ADDRESS = { 'auth0-forwarded-for': '192.0.2.1', connection: 'keep-alive' }

/** A tenant that knows two applications. */
const test = base.extend('tenant', async ({ task: _ }, { onCleanup }) => {
  const tenant = await startForeignTenant()
  onCleanup(() => tenant.close())
  const application = { callbacks: [CALLBACK], logoutUrls: ['https://site.example/'], connections: ['staff'] }
  tenant.register({ ...application, clientId: 'site', clientSecret: 'secret' })
  tenant.register({ ...application, clientId: 'other', clientSecret: 'other' })
  return {
    ...tenant,
    ask: (form: Form, headers: Form = ADDRESS) => send(`${tenant.url}/oauth/token`, { form, headers }),
    get: (path: string, query: Form = {}) => send(`${tenant.url}${path}?${new URLSearchParams(query)}`),
  }
})

describe('the foreign tenant refuses', () => {
  const without = (name: string) => Object.fromEntries(Object.entries(AUTHORIZE).filter(([key]) => key !== name))

  test.for<[Form, RegExp]>([
    [without('state'), /missing/],
    [without('nonce'), /missing/],
    [without('code_challenge'), /missing/],
    [{ ...AUTHORIZE, code_challenge: 'short' }, /code_challenge/],
    [{ ...AUTHORIZE, code_challenge: 'l'.repeat(44) }, /code_challenge/],
    [{ ...AUTHORIZE, code_challenge_method: 'plain' }, /S256/],
    [{ ...AUTHORIZE, scope: 'openid openid' }, /twice/],
    [{ ...AUTHORIZE, scope: 'openid website' }, /website/],
    [{ ...AUTHORIZE, scope: 'email' }, /openid/],
    [{ ...AUTHORIZE, redirect_uri: `${CALLBACK}/` }, /byte by byte/],
    [{ ...AUTHORIZE, connection: 'unknown' }, /connection/],
    [{ ...AUTHORIZE, audience: 'unknown' }, /audience/],
    [{ ...AUTHORIZE, foo: 'bar' }, /foo is unknown/],
    [{ ...AUTHORIZE, prompt: '' }, /prompt is empty/],
  ])('at /authorize: %j', async ([query, reason], { tenant }) => {
    expect((await tenant.get('/authorize', query)).status).toBe(400)
    expect(tenant.takeRefusals()).toEqual([expect.stringMatching(reason)])
  })

  test.for<[Form, Form, RegExp]>([
    [PASSWORD, {}, /auth0-forwarded-for is missing/],
    [PASSWORD, { ...ADDRESS, 'x-forwarded-for': '192.0.2.1' }, /x-forwarded-for has no business/],
    [PASSWORD, { ...ADDRESS, cookie: 'a=b' }, /cookie has no business/],
    [PASSWORD, { ...ADDRESS, origin: 'https://site.example' }, /origin has no business/],
    [PASSWORD, { ...ADDRESS, 'content-type': 'application/x-www-form-urlencoded; charset=x' }, /content type/],
    [{ ...PASSWORD, realm: 'unknown' }, ADDRESS, /realm/],
    [{ ...PASSWORD, client_secret: 'wrong' }, ADDRESS, /client_secret is wrong/],
    [{ ...PASSWORD, grant_type: 'password' }, ADDRESS, /realm is unknown here/],
    [{ ...CODE, code: 'made up' }, ADDRESS, /code is unknown/],
    [{ ...CLIENT, grant_type: 'refresh_token', refresh_token: 'made up' }, {}, /refresh token is unknown/],
    [{ ...CLIENT, grant_type: 'implicit' }, {}, /implicit is unknown/],
  ])('at /oauth/token: %j %j', async ([form, headers, reason], { tenant }) => {
    expect((await tenant.ask(form, { connection: 'keep-alive', ...headers })).status).toBeGreaterThanOrEqual(400)
    expect(tenant.takeRefusals()).toEqual([expect.stringMatching(reason)])
  })

  test.for<[string, Call, RegExp]>([
    ['/userinfo', {}, /nobody needs this/],
    ['/oauth/token', {}, /takes POST/],
    ['/oauth/token', { raw: 'grant_type=password&grant_type=password' }, /content type/],
    ['/v2/logout?client_id=site&client_id=site', {}, /client_id stands twice/],
    ['/v2/logout?client_id=site&returnTo=https://evil.example/', {}, /returnTo/],
    ['/.well-known/jwks.json', { headers: { cookie: 'a=b' } }, /cookie/],
  ])('at %s %j', async ([path, call, reason], { tenant }) => {
    expect((await send(`${tenant.url}${path}`, call)).status).toBeGreaterThanOrEqual(400)
    expect(tenant.takeRefusals()).toEqual([expect.stringMatching(reason)])
  })

  test('a code with a wrong verifier, of another application, and used twice', async ({ tenant }) => {
    const code = await obtain(tenant)
    await tenant.ask({ ...CODE, code, client_id: 'other', client_secret: 'other' })
    await tenant.ask({ ...CODE, code, code_verifier: 'w'.repeat(43) })
    await tenant.ask({ ...CODE, code })
    const reasons = [/another application/, /does not match/, /used twice/]
    expect(tenant.takeRefusals()).toEqual(reasons.map((reason) => expect.stringMatching(reason)))
  })

  test('a refresh token that is reused, and then its whole family', async ({ tenant }) => {
    const { body } = await tenant.ask({ ...CODE, code: await obtain(tenant) })
    const refresh = (token: unknown) =>
      tenant.ask({ ...CLIENT, grant_type: 'refresh_token', refresh_token: String(token) }, { connection: 'close' })
    const next = await refresh(body['refresh_token'])
    expect(next.status).toBe(200)
    expect(tenant.takeRefusals()).toEqual([])
    expect((await refresh(body['refresh_token'])).body).toMatchObject({ error: 'invalid_grant' })
    expect((await refresh(next.body['refresh_token'])).body).toMatchObject({ error: 'invalid_grant' })
    const reasons = [/is reused/, /is revoked/]
    expect(tenant.takeRefusals()).toEqual(reasons.map((reason) => expect.stringMatching(reason)))
  })
})

/** A code, by the login form. */
async function obtain({ url }: { url: string }): Promise<string> {
  const form = await send(`${url}/authorize?${new URLSearchParams(AUTHORIZE)}`)
  const credentials = { username: PERSON.email, password: PERSON.password }
  const { headers } = await send(new URL(form.headers.location ?? '', url), { form: credentials })
  return new URL(headers.location ?? '').searchParams.get('code') ?? ''
}
