import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { type Answer, type Call, refusal, send } from '../support/http.ts'
import { address, type Query } from '../support/login.ts'
import { badRedirects, goodRedirects, LISTED } from '../support/redirects.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage
let counter = 0

beforeAll(async () => {
  const strict = { authorizeStateRequired: true, allowedRedirects: [LISTED] }
  stage = await openStage({
    config: configOf({
      strict,
      site: { ...website, sameSite: 'Strict' },
      usual: website,
      embedded: { ...website, sameSite: 'None' },
      secure: { ...website, redirectUrl: 'https://site.example/web-login/callback' },
    }),
  })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function authorize(query: Query, headers: Call['headers'] = {}) {
  return send(address(stage.url, '/authorize', query), { headers })
}

/** A state that no test has used. */
function newState(): string {
  counter += 1
  return `state-of-a-caller-${crypto.randomUUID()}-${counter}`
}

function stateOf({ headers }: Answer): string | null {
  return new URL(headers.location ?? '').searchParams.get('state')
}

describe('authorizeStateRequired: the caller makes the state', () => {
  test.each([
    ['22 characters', () => newState().slice(-22)],
    ['512 characters', () => newState().padEnd(512, 'x')],
    ['every URL-safe character', () => `${newState()}-._~AZaz09`],
  ])('%s are taken as they stand', async (_, make) => {
    const state = make()
    const answer = await authorize({ client_type: 'strict', state })
    expect(answer.status).toBe(302)
    expect(stateOf(answer)).toBe(state)
  })

  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['21 characters', 'a'.repeat(21)],
    ['513 characters', 'a'.repeat(513)],
    ['a space', `${'a'.repeat(30)} b`],
    ['a slash', `${'a'.repeat(30)}/b`],
    ['a plus', `${'a'.repeat(30)}+b`],
    ['a line break', `${'a'.repeat(30)}\n`],
    ['a letter beyond ASCII', `${'a'.repeat(30)}ü`],
  ])('%s is 400', async (_, state) => {
    expect(await authorize({ client_type: 'strict', state })).toEqual(refusal(400, 'invalid_request'))
  })

  test('a state that is in use is 400, and the login that has it is not disturbed', async () => {
    const state = newState()
    expect(await authorize({ client_type: 'strict', state })).toMatchObject({ status: 302 })
    expect(await authorize({ client_type: 'strict', state })).toEqual(refusal(400, 'invalid_request'))
  })
})

describe('redirects', () => {
  test.each(badRedirects)('%j is 400, and nothing is stored', async (redirect) => {
    const state = newState()
    for (const name of ['redirect', 'redirectUri']) {
      const answer = await authorize({ client_type: 'strict', state, [name]: redirect })
      expect(answer).toEqual(refusal(400, 'invalid_request'))
      expect(answer.text).not.toContain('evil')
    }
    // A stored login would have its state in use.
    expect(await authorize({ client_type: 'strict', state })).toMatchObject({ status: 302 })
  })

  test.each(goodRedirects)('%j is taken', async (redirect) => {
    expect(await authorize({ client_type: 'strict', state: newState(), redirect })).toMatchObject({ status: 302 })
  })
})

describe('the login cookie of a website', () => {
  const attributesOf = (cookie = '') => cookie.split('; ').slice(1).toSorted()
  const usual = ['HttpOnly', 'Max-Age=600', 'Path=/', 'Secure']

  test.each([
    ['usual', 'auth0-login', 'SameSite=Lax'],
    ['site', 'auth0-login', 'SameSite=Lax'],
    ['embedded', 'auth0-login', 'SameSite=None'],
    ['secure', '__Host-auth0-login', 'SameSite=Lax'],
  ])('of client %s is %s with %s', async (client_type, name, sameSite) => {
    const { cookies } = await authorize({ client_type })
    expect(cookies).toEqual([expect.stringMatching(new RegExp(`^${name}=[\\w-]{43};`))])
    expect(attributesOf(cookies[0])).toEqual([...usual, sameSite].toSorted())
  })

  test.each(['/authorize', '/web-login'])('at %s is the browser’s own, for all its tabs', async (path) => {
    const visit = (headers: Call['headers'] = {}) =>
      send(address(stage.url, path, { client_type: 'usual' }), { headers })
    const [first = ''] = (await visit()).cookies
    const [pair = ''] = first.split(';')
    const second = await visit({ cookie: pair })
    expect(second.cookies).toEqual([first])
    expect((await visit()).cookies[0]).not.toContain(pair)
  })

  test.each(['auth0-login=', 'auth0-login=short', `auth0-login=${'x'.repeat(200)}`, 'auth0-login="a b"'])(
    'is made anew when the browser brings %s',
    async (cookie) => {
      const { cookies } = await authorize({ client_type: 'usual' }, { cookie })
      expect(cookies).toEqual([expect.stringMatching(/^auth0-login=[\w-]{43};/)])
    },
  )
})
