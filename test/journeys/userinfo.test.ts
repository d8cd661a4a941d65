import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, keyed, website } from '../support/config.ts'
import { send } from '../support/http.ts'
import { bearer, demo, loggedInBrowser, logInApp } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'

const NAMESPACE = 'https://auth0-client.example/'
const PROTOCOL_CLAIMS = ['nonce', 'at_hash', 'iat', 'exp', 'aud', 'iss', 'azp', 'sid', 'auth_time']

const profile = {
  sub: expect.stringMatching(/^auth0\|/),
  name: 'Demo User',
  nickname: 'demo',
  email: demo.username,
  email_verified: true,
  app_metadata: { groups: ['editors'] },
  user_metadata: { locale: 'en' },
  groups: ['editors'],
}

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ site: website, app: {}, keyed: keyed('keyed') }) })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function userinfo(headers: Record<string, string> = {}, path = '/userinfo') {
  return send(`${stage.url}${path}`, { headers })
}

async function profileOf(idTokenClaims: object) {
  await stage.admin.settings({ idTokenClaims })
  const { accessToken } = await logInApp(stage.url, 'app')
  return (await userinfo(bearer(accessToken))).body
}

describe.each(['/userinfo', '/users/me'])('%s tells who is logged in', (path) => {
  test('by bearer', async () => {
    const { accessToken } = await logInApp(stage.url, 'app')
    const answer = await userinfo(bearer(accessToken), path)
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' }, cookies: [] })
    expect(answer.body).toEqual(profile)
  })

  test('by cookie, after a login through the browser, whose ID token has more protocol in it', async () => {
    const browser = await loggedInBrowser(stage.url, { client_type: 'site' })
    const answer = await browser.send(`${stage.url}${path}`)
    expect(answer).toMatchObject({ status: 200, cookies: [] })
    expect(answer.body).toEqual(profile)
  })

  test('without asking the tenant, which allows few calls', async () => {
    const { accessToken } = await logInApp(stage.url, 'app')
    await stage.admin.forget()
    for (let call = 0; call < 12; call++) {
      expect(await userinfo(bearer(accessToken), path)).toMatchObject({ status: 200 })
    }
    expect(await stage.admin.counters()).toEqual({})
  })
})

test.each(['bearer', 'BEARER', 'Bearer '])('the scheme may be written "%s"', async (scheme) => {
  const { accessToken } = await logInApp(stage.url, 'app')
  expect(await userinfo({ authorization: `${scheme} ${accessToken}` })).toMatchObject({ status: 200 })
})

test('/users/me says that it is deprecated, and by what', async () => {
  const { accessToken } = await logInApp(stage.url, 'app')
  const [old, successor] = await Promise.all([
    userinfo(bearer(accessToken), '/users/me'),
    userinfo(bearer(accessToken)),
  ])
  expect(old.headers).toMatchObject({
    deprecation: expect.stringMatching(/^(@\d+|true)$/),
    link: '</userinfo>; rel="successor-version"',
  })
  expect(successor.headers).not.toHaveProperty('deprecation')
})

describe('the profile', () => {
  test('has no claim of the protocol, not even under a namespace', async () => {
    const forged = Object.fromEntries(PROTOCOL_CLAIMS.map((name) => [`${NAMESPACE}${name}`, 'forged']))
    const shown = await profileOf({ ...forged, auth_time: 1, jti: 'forged' })
    expect(shown).toEqual(profile)
  })

  test('has no claim of a namespace that is not ours', async () => {
    const shown = await profileOf({
      'https://other.example/app_metadata': { groups: ['root'] },
      [`${NAMESPACE}plan`]: 7,
    })
    expect(shown).toEqual({ ...profile, plan: 7 })
  })

  test.each([['admin'], [{ admin: true }], [null]])('has no groups when app_metadata.groups is %j', async (groups) => {
    const shown = await profileOf({ [`${NAMESPACE}app_metadata`]: { groups } })
    expect(shown).not.toHaveProperty('groups')
    expect(shown).toMatchObject({ app_metadata: { groups } })
  })

  test('never lets a namespaced claim stand for the user’s own', async () => {
    expect(await profileOf({ [`${NAMESPACE}sub`]: 'auth0|admin', [`${NAMESPACE}email`]: 'admin@example.com' })).toEqual(
      profile,
    )
  })
})
