import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configOf, website } from '../support/config.ts'
import { type Answer, type Call, refusal, send } from '../support/http.ts'
import { address, logInSite, type Query } from '../support/login.ts'
import { badRedirects, goodRedirects, LISTED } from '../support/redirects.ts'
import { openStage, type TestStage } from '../support/stage.ts'

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({
    config: configOf({ site: { ...website, allowedRedirects: [LISTED] } }, { defaultClient: 'site' }),
  })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

function logout(cookie: string, query: Query = {}, headers: Call['headers'] = {}) {
  return send(address(stage.url, '/logout', query), { headers: { cookie, ...headers } })
}

async function expectEnded(cookie: string): Promise<void> {
  expect(await send(`${stage.url}/userinfo`, { headers: { cookie } })).toEqual(refusal(401, 'invalid_token'))
}

/** The tenant's logout that the browser is sent to. */
function tenantLogout({ status, headers }: Answer): URL {
  expect(status).toBe(302)
  const url = new URL(headers.location ?? '')
  expect(url.origin + url.pathname).toBe(`${stage.tenantUrl}/v2/logout`)
  return url
}

describe('where the browser goes after the tenant', () => {
  test.each(goodRedirects)('%j is passed on as returnTo, as %s of our own origin', async (redirect, location) => {
    for (const name of ['redirect', 'redirectUri']) {
      const answer = await logout(await logInSite(stage.url, 'site'), { [name]: redirect })
      expect(tenantLogout(answer).searchParams.get('returnTo')).toBe(new URL(location, stage.url).href)
    }
  })

  test.each(badRedirects)('%j is dropped, and the session ends all the same', async (redirect) => {
    const cookie = await logInSite(stage.url, 'site')
    const answer = await logout(cookie, { redirect })
    expect(tenantLogout(answer).searchParams.has('returnTo')).toBe(false)
    await expectEnded(cookie)
  })

  test('a forged Host changes nothing', async () => {
    const answer = await logout(await logInSite(stage.url, 'site'), { redirect: '/bye' }, { host: 'evil.example' })
    expect(tenantLogout(answer).searchParams.get('returnTo')).toBe(`${stage.url}/bye`)
  })

  test('federated is passed on, and only when it was sent', async () => {
    const [plain, federated] = [await logout(''), await logout('', { federated: '' })]
    expect(tenantLogout(plain).searchParams.has('federated')).toBe(false)
    expect(tenantLogout(federated).searchParams.has('federated')).toBe(true)
  })
})
