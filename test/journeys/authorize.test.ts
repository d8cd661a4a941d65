import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callerSecret, configOf, keyed, website } from '../support/config.ts'
import { type Answer, type Call, refusal, send } from '../support/http.ts'
import { address, type Query } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

const RANDOM = expect.stringMatching(/^[\w-]{43,}$/)
const AUDIENCE = 'https://api.example.com'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({
    config: configOf(
      {
        app: {},
        shop: { hosts: ['shop.example'], scopes: ['profile', 'website', 'openid', 'openid'] },
        api: { audience: AUDIENCE, scopes: ['read:things'] },
        two: { supportedConnections: ['staff', 'customers'], defaultConnection: 'staff' },
        one: { supportedConnections: ['customers'] },
        several: { supportedConnections: ['staff', 'customers'] },
        keyed: keyed('keyed'),
        site: website,
      },
      { defaultClient: 'app' },
    ),
  })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function authorize(query: Query, headers: Call['headers'] = {}) {
  return send(address(stage.url, '/authorize', query), { headers })
}

/** What the tenant is asked: every parameter of the address that the browser is sent to. */
function asked({ status, headers }: Answer): Record<string, string> {
  expect(status).toBe(302)
  const url = new URL(headers.location ?? '')
  expect(url.origin + url.pathname).toBe(`${stage.tenantUrl}/authorize`)
  return Object.fromEntries(url.searchParams)
}

const usual = {
  response_type: 'code',
  state: RANDOM,
  nonce: RANDOM,
  code_challenge: expect.stringMatching(/^[\w-]{43}$/),
  code_challenge_method: 'S256',
}

describe('the tenant is asked for', () => {
  test('a code, with PKCE, nonce, state and the client’s scopes, and for nothing else', async () => {
    const answer = await authorize({ client_type: 'app' })
    expect(asked(answer)).toEqual({
      ...usual,
      client_id: 'application-app',
      redirect_uri: `${stage.url}/web-login/callback`,
      scope: 'openid profile email offline_access',
    })
    expect(answer.cookies).toEqual([])
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  })

  test('openid once, website never, the audience where there is one', async () => {
    const [shop, api] = [await authorize({ client_type: 'shop' }), await authorize({ client_type: 'api' })]
    expect(asked(shop)['scope']?.split(' ').toSorted()).toEqual(['openid', 'profile'])
    expect(asked(shop)).not.toHaveProperty('audience')
    expect(asked(api)['scope']?.split(' ').toSorted()).toEqual(['openid', 'read:things'])
    expect(asked(api)).toMatchObject({ audience: AUDIENCE })
  })

  test('secrets that are new each time', async () => {
    const logins = [asked(await authorize({})), asked(await authorize({})), asked(await authorize({}))]
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(new Set(logins.map((login) => login[name])).size).toBe(3)
    }
  })

  test.each([
    ['two', undefined, 'staff'],
    ['two', 'customers', 'customers'],
    ['one', undefined, 'customers'],
    ['several', 'staff', 'staff'],
    ['app', undefined, undefined],
    ['app', 'customers', 'customers'],
  ])('the connection: client %s, asked %s, gets %s', async (client_type, connection, chosen) => {
    expect(asked(await authorize({ client_type, connection }))['connection']).toBe(chosen)
  })
})

describe('the client', () => {
  test.each<[string, Query, Call['headers'], string]>([
    ['the query', { client_type: 'api' }, {}, 'api'],
    ['the query before the host', { client_type: 'api' }, { host: 'shop.example' }, 'api'],
    ['the header', {}, { 'client-type': 'api' }, 'api'],
    ['the secret', {}, { secret: callerSecret('keyed') }, 'keyed'],
    ['the query, though it has a secret: a browser can’t send it', { client_type: 'keyed' }, {}, 'keyed'],
    ['the host', {}, { host: 'shop.example' }, 'shop'],
    ['the host in capitals', {}, { host: 'SHOP.EXAMPLE' }, 'shop'],
    ['nobody, so it is the default one', {}, {}, 'app'],
    ['an unknown host, so it is the default one', {}, { host: 'other.example' }, 'app'],
  ])('is named by %s', async (_, query, headers, client) => {
    expect(asked(await authorize(query, headers))).toMatchObject({ client_id: `application-${client}` })
  })

  test.each<[string, Query, Call['headers']]>([
    ['an unknown one', { client_type: 'nobody' }, {}],
    ['__proto__', { client_type: '__proto__' }, {}],
    ['constructor', { client_type: 'constructor' }, {}],
    ['an unknown secret', {}, { secret: 'guess' }],
    ['a secret and another client', { client_type: 'app' }, { secret: callerSecret('keyed') }],
  ])('is refused: %s', async (_, query, headers) => {
    const answer = await authorize(query, headers)
    expect(answer).toEqual(refusal(401, 'invalid_client'))
    expect(answer.cookies).toEqual([])
  })
})
