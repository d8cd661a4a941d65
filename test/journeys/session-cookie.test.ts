import { afterAll, beforeAll, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { send } from '../support/http.ts'
import { passwordLogin } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

/** What each client's configuration says of its cookie, and the attributes that follow beside the usual ones. */
const cases = [
  { client: 'usual', settings: {}, name: 'sid', attributes: ['Path=/', 'Max-Age=7200'] },
  {
    client: 'strict',
    settings: { sameSite: 'Strict' },
    name: 'sid',
    attributes: ['Path=/', 'Max-Age=7200', 'SameSite=Strict'],
  },
  {
    client: 'embedded',
    settings: { sameSite: 'None' },
    name: 'sid',
    attributes: ['Path=/', 'Max-Age=7200', 'SameSite=None'],
  },
  {
    client: 'own',
    settings: { cookie: { name: 'shop', domain: 'example.com', path: '/shop' }, sameSite: 'Lax', sessionSeconds: 600 },
    name: 'shop',
    attributes: ['Path=/shop', 'Domain=example.com', 'Max-Age=600', 'SameSite=Lax'],
  },
] as const

let stage: TestStage

beforeAll(async () => {
  const clients = cases.map(({ client, settings }) => [client, { ...website, ...settings }])
  stage = await openStage({
    config: configOf(Object.fromEntries(clients)),
    variables: { SESSION_DURATION_SECONDS: '7200' },
  })
})

afterAll(() => stage.close())

function attributesOf(cookie = ''): { value: string; attributes: string[] } {
  const [pair = '', ...attributes] = cookie.split('; ')
  return { value: pair.slice(pair.indexOf('=') + 1), attributes }
}

test.each(cases)('the cookie of the client "$client"', async ({ client, name, attributes }) => {
  const login = await passwordLogin(stage.url, { 'client-type': client })
  const set = attributesOf(login.cookies[0])
  expect(set.value).toBe(login.body['cookie_sid'])
  expect(set.attributes.toSorted()).toEqual([...attributes, 'HttpOnly', 'Secure'].toSorted())

  const logout = await send(`${stage.url}/logout?client_type=${client}`, {
    headers: { cookie: `${name}=${set.value}` },
  })
  const cleared = attributesOf(logout.cookies[0])
  const lasting = set.attributes.filter((attribute) => !attribute.startsWith('Max-Age='))
  expect(logout.cookies).toHaveLength(1)
  expect(logout.cookies[0]).toMatch(new RegExp(`^${name}=;`))
  expect(cleared.attributes.toSorted()).toEqual([...lasting, 'Expires=Thu, 01 Jan 1970 00:00:00 GMT'].toSorted())
})
