import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { configOf, credentialsOf, website } from '../support/config.ts'
import { type Call, refusal, send } from '../support/http.ts'
import { bearer, loggedInBrowser, logInApp, obtainCode, type Tokens, tokensOf } from '../support/login.ts'
import { forgedTokens, goodClaims, signLogout } from '../support/logout-tokens.ts'
import { addPerson, formOf, type Person } from '../support/management.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import { signerOf } from '../support/tenant-signer.ts'

const DATABASE = 'Username-Password-Authentication'

let stage: TestStage
let person: Person

beforeAll(async () => {
  stage = await openStage({ config: configOf({ site: website, shop: website, app: {} }) })
})

beforeEach(async () => {
  await stage.admin.reset()
  person = await addPerson(stage, DATABASE)
})

afterAll(() => stage.close())

/** A browser of the person that is logged in to a website. */
function browse(type: string, { email: username, password } = person): Promise<Browser> {
  return loggedInBrowser(stage.url, { client_type: type }, { username, password })
}

/** A login in an app, by the session that the browser has at the tenant already. */
async function appOf(browser: Browser): Promise<Tokens> {
  const form = await obtainCode(browser, stage.url, { client_type: 'app' })
  return tokensOf(await send(`${stage.url}/oauth/token`, { form, headers: { 'client-type': 'app' } }))
}

/** The tenant's own id of the person's session there. */
function sidAtTenant({ id } = person): string {
  const sessions = stage.tenant?.state().models.filter(({ model }) => model === 'Session') ?? []
  return String(sessions.find(({ payload }) => payload['accountId'] === id)?.payload['uid'])
}

function userinfo(headers: Call['headers'] = {}) {
  return send(`${stage.url}/userinfo`, { headers })
}

async function isLoggedIn(browser: Browser): Promise<boolean> {
  return (await browser.send(`${stage.url}/userinfo`)).status === 200
}

function deliver(logout_token: string) {
  return send(`${stage.url}/backchannel-logout`, { form: { logout_token } })
}

/** A token of the tenant about the person's session. */
function sign(type: string, claims: object = {}) {
  const signer = signerOf(stage, type)
  return signLogout(signer, { ...goodClaims(signer), sub: person.id, sid: sidAtTenant(), ...claims })
}

describe('a logout token', () => {
  test('is answered with 200 and no-store, ends nothing of other applications, and is refused when it comes again', async () => {
    const [browser, shop] = [await browse('site'), await browse('shop')]
    const token = sign('site')
    expect(await deliver(token)).toMatchObject({ status: 200, text: '', headers: { 'cache-control': 'no-store' } })
    expect(await Promise.all([isLoggedIn(browser), isLoggedIn(shop)])).toEqual([false, true])
    expect(await deliver(token)).toEqual(refusal(400, 'invalid_request'))
  })

  test('of a user ends logins by password too, of several users at the same time', async () => {
    const people = [person, await addPerson(stage, DATABASE)]
    const logins = await Promise.all(people.map((one) => logInApp(stage.url, 'app', formOf(one))))
    const tokens = people.map(({ id: sub }) => sign('app', { sub, sid: undefined }))
    for (const answer of await Promise.all(tokens.map(deliver))) expect(answer).toMatchObject({ status: 200 })
    for (const { accessToken, refreshToken } of logins) {
      expect(await userinfo(bearer(accessToken))).toEqual(refusal(401, 'invalid_token'))
      const json = { refresh_token: refreshToken }
      expect(await send(`${stage.url}/refreshtoken`, { json })).toEqual(refusal(401, 'invalid_token'))
    }
    expect(await stage.admin.count('POST /oauth/revoke')).toBe(2)
  })

  test('that is forged in any way is 400, and the session lives', async () => {
    const browser = await browse('site')
    await stage.admin.forget()
    const ours = { sub: person.id, sid: sidAtTenant() }
    for (const [what, token] of forgedTokens(signerOf(stage, 'site'), ours)) {
      expect(await deliver(token), what).toEqual(refusal(400, 'invalid_request'))
    }
    expect(await isLoggedIn(browser)).toBe(true)
    // Whatever keys strangers name, the tenant is asked for its own once a minute at most.
    expect(await stage.admin.count('GET /.well-known/jwks.json')).toBeLessThanOrEqual(1)
  })

  test('that comes in another way is 400, and the session lives', async () => {
    const browser = await browse('site')
    const token = sign('site')
    const form = 'application/x-www-form-urlencoded'
    const raw = (type: string, body: string): Call => ({ headers: { 'content-type': type }, raw: body })
    const calls: readonly (readonly [string, Call])[] = [
      ['as JSON', { json: { logout_token: token } }],
      ['as text', raw('text/plain', `logout_token=${token}`)],
      ['without a type', { raw: `logout_token=${token}` }],
      ['twice', raw(form, `logout_token=${token}&logout_token=${token}`)],
      ['by another name', { form: { token } }],
      ['not at all', { method: 'POST' }],
      ['empty', { form: { logout_token: '' } }],
      ['too long', { form: { logout_token: `${token}${'A'.repeat(9000)}` } }],
      ['broken', raw(form, '%')],
      ['as a bearer', { method: 'POST', headers: bearer(token) }],
    ]
    for (const [how, call] of calls) {
      expect(await send(`${stage.url}/backchannel-logout`, call), how).toEqual(refusal(400, 'invalid_request'))
    }
    const inQuery = await send(`${stage.url}/backchannel-logout?logout_token=${token}`, { form: {} })
    expect(inQuery).toEqual(refusal(400, 'invalid_request'))
    expect(await isLoggedIn(browser)).toBe(true)
    expect(await deliver(token)).toMatchObject({ status: 200 })
    expect(await isLoggedIn(browser)).toBe(false)
  })
})

describe('when a session ends at the tenant', () => {
  test('what it led to ends here and is revoked there, also after the tenant has changed its key', async () => {
    const browser = await browse('site')
    const tokens = await appOf(browser)
    const other = await browse('site', await addPerson(stage, DATABASE))
    await stage.admin.rotateKeys()
    await stage.admin.forget()
    await send(`${stage.tenantUrl}/_admin/sessions/${sidAtTenant()}/end`, { method: 'POST' })
    // The tenant does not wait for long.
    await expect.poll(() => isLoggedIn(browser), { timeout: 10_000 }).toBe(false)
    await expect.poll(() => stage.admin.count('POST /oauth/revoke'), { timeout: 10_000 }).toBe(2)
    expect(await userinfo(bearer(tokens.accessToken))).toEqual(refusal(401, 'invalid_token'))
    expect(await isLoggedIn(other)).toBe(true)
    const revoked = await stage.admin.requests('/oauth/revoke')
    expect(revoked.map(({ body }) => body['client_id']).toSorted()).toEqual(['application-app', 'application-site'])
    for (const { body } of revoked) {
      const form = {
        grant_type: 'refresh_token',
        refresh_token: String(body['token']),
        ...credentialsOf(appOrSite(body)),
      }
      expect((await send(`${stage.tenantUrl}/oauth/token`, { form })).status).toBe(403)
    }
  })
})

function appOrSite(body: Readonly<Record<string, unknown>>): string {
  return String(body['client_id']).replace('application-', '')
}
