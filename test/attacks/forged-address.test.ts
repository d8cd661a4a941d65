import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readWebLoginState } from '#shared/login/state'
import { configOf, website } from '../support/config.ts'
import { type Answer, send } from '../support/http.ts'
import { address, logInSite } from '../support/login.ts'
import { clearTenant, managementSecret, managing, office, officeSecret } from '../support/management.ts'
import { type FilledRoute, routesThat } from '../support/routes.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  const hosts = { hosts: ['shop.example'], redirectUrl: 'https://shop.example/web-login/callback' }
  const clients = { site: website, shop: { ...website, ...hosts }, office }
  const config = configOf(clients, { ...managing(['staff']), defaultClient: 'site' })
  stage = await openStage({ config, set: managementSecret })
  await clearTenant(stage)
})

afterAll(() => stage.close())

const EVIL = 'evil.example'

/** Headers by which proxies tell of the address that was asked for; anybody may send them. */
const forged: readonly Record<string, string>[] = [
  { host: EVIL },
  { 'x-forwarded-host': EVIL, 'x-forwarded-proto': EVIL, 'x-forwarded-port': EVIL },
  {
    forwarded: `for=${EVIL};host=${EVIL};proto=https;by=${EVIL}`,
    'x-forwarded-for': EVIL,
    referer: `https://${EVIL}/`,
  },
  {
    ...{ 'x-forwarded-server': EVIL, 'x-forwarded-prefix': `//${EVIL}`, 'x-forwarded-uri': `//${EVIL}/` },
    ...{ 'x-original-url': `//${EVIL}/`, 'x-rewrite-url': `//${EVIL}/`, 'x-original-host': EVIL, 'x-host': EVIL },
    ...{ 'x-http-host-override': EVIL, 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' },
  },
]

/** Everything that an answer says, and everything that the tenant heard because of it. */
async function said({ headers, text }: Answer): Promise<string> {
  const heard = await stage.admin.requests()
  return JSON.stringify([headers, text, heard])
}

describe('no origin comes of a header that anybody may send', () => {
  const body = {
    grant_type: 'password',
    username: 'a@example.com',
    password: 'Wrong-Password-1',
    email: 'a@example.com',
  }

  test.each(routesThat(() => true))('$method $path', async ({ method, at }: FilledRoute) => {
    const ask = (headers: Record<string, string>) =>
      send(`${stage.url}${at}`, {
        method,
        ...(method === 'GET' ? {} : { json: body }),
        headers: { ...officeSecret, ...headers },
      })
    const { status } = await ask({})
    await stage.admin.forget()
    for (const headers of forged) {
      const answer = await ask(headers)
      expect([headers, answer.status]).toEqual([headers, status])
      expect(await said(answer)).not.toContain('evil')
    }
  })

  test('the host that was asked for chooses among configured clients, and gives nothing of itself', async () => {
    const redirectOf = async (host: string) => {
      const { headers } = await send(`${stage.url}/web-login`, { headers: { host } })
      return new URL(headers.location ?? '').searchParams.get('redirect_uri')
    }
    expect(await redirectOf('shop.example')).toBe('https://shop.example/web-login/callback')
    expect(await redirectOf('SHOP.example:8443')).toBe('https://shop.example/web-login/callback')
    for (const host of [
      EVIL,
      `shop.example.${EVIL}`,
      `shop.example@${EVIL}`,
      'shop.example.',
      `${EVIL}#shop.example`,
    ]) {
      expect(await redirectOf(host)).toBe(`${stage.url}/web-login/callback`)
    }
  })
})

/** Names under which applications take an address, and which mean nothing here. */
const FOREIGN_NAMES = [
  ...[
    'redirect_uri',
    'redirect_url',
    'returnTo',
    'return_to',
    'returnUrl',
    'next',
    'url',
    'continue',
    'goto',
    'target',
  ],
  ...['RelayState', 'post_logout_redirect_uri', 'request_uri', 'error_uri', 'iss', 'auth0Url', 'domain', 'audience'],
]
/** Names that mean something here. */
const OUR_NAMES = [
  ...['redirect', 'redirectUri', 'client_type', 'connection', 'state', 'code', 'error', 'attempt', 'federated'],
  ...['prompt', 'login_hint', 'acr_values', 'organization', 'invitation'],
]
const ADDRESSES = [`https://${EVIL}/`, `//${EVIL}/`]
const ENCODINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  encodeURIComponent,
  (text) => encodeURIComponent(encodeURIComponent(text)),
]

describe('no parameter leads a browser elsewhere, raw, encoded or encoded twice', () => {
  const values = ADDRESSES.flatMap((evil) => ENCODINGS.map((encode) => encode(evil)))
  const queries = [FOREIGN_NAMES, ...OUR_NAMES.map((name) => [name])].flatMap((names) =>
    values.map((value) => names.map((name) => `${name}=${value}`).join('&')),
  )

  test.each(['/authorize', '/web-login', '/web-login/callback', '/logout'])('of GET %s', async (path) => {
    for (const query of queries) {
      const { headers, text } = await send(`${stage.url}${path}?${query}`)
      if (headers.location !== undefined) expectOurs(headers.location)
      for (const [, href = ''] of text.matchAll(/href="([^"]*)"/g)) expectOurs(href.replaceAll('&#38;', '&'))
    }
  })

  test('nor does what a state of ours remembers, whoever wrote it', async () => {
    const cookie = await logInSite(stage.url, 'site')
    for (const evil of ADDRESSES) {
      const memory = Buffer.from(JSON.stringify([1, evil, evil])).toString('base64url')
      const state = `${'a'.repeat(43)}.${memory}`
      for (const query of [{ state }, { state, code: 'x' }, { state, error: 'access_denied' }]) {
        const { headers, text } = await send(address(stage.url, '/web-login/callback', query), { headers: { cookie } })
        if (headers.location !== undefined) expect(headers.location).toBe('/')
        expect(text).not.toContain('evil')
      }
    }
  })

  /** An address of the service or of the tenant; whatever of it leads on, leads to ours again. */
  function expectOurs(location: string): void {
    const url = new URL(location, stage.url)
    expect([stage.url, stage.tenantUrl]).toContain(url.origin)
    const state = url.searchParams.get('state')
    const onward = ['redirect_uri', 'returnTo', 'redirect'].map((name) => url.searchParams.get(name))
    for (const next of [...onward, state && readWebLoginState(state)?.redirect]) {
      if (next) expect(new URL(next, stage.url).origin).toBe(stage.url)
      if (next) expect(new URL(decodeURIComponent(next), stage.url).origin).toBe(stage.url)
    }
  }
})
