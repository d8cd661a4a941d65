import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { configOf, credentialsOf, keyed, website } from '../support/config.ts'
import { refusal, send } from '../support/http.ts'
import { passwordLogin } from '../support/login.ts'
import { MANAGEMENT_SECRET, managementSecret, managing } from '../support/management.ts'
import { openStage, type TestStage } from '../support/stage.ts'

const { client_id: site } = credentialsOf('site')

let stage: TestStage

beforeAll(async () => {
  const config = configOf({ site: website, office: keyed('office') }, { ...managing(['staff']), defaultClient: 'site' })
  stage = await openStage({ config, set: managementSecret })
})

beforeEach(() => stage.admin.reset())

afterAll(() => stage.close())

/** What the management client of the configuration reads at the Management API. */
async function read(path: string): Promise<unknown> {
  const { tenantUrl } = stage
  const manager = { client_id: 'application-management', client_secret: MANAGEMENT_SECRET }
  const form = { grant_type: 'client_credentials', ...manager, audience: `${tenantUrl}/api/v2/` }
  const { body } = await send(`${tenantUrl}/oauth/token`, { form })
  const headers = { authorization: `Bearer ${body['access_token']}` }
  return JSON.parse((await send(`${tenantUrl}/api/v2/${path}`, { headers })).text)
}

test('the management client reads how a client is registered', async () => {
  const callbacks = [new URL('/web-login/callback', stage.url).href]
  expect(await read(`clients/${site}`)).toMatchObject({ client_id: site, callbacks })
  expect(await read(`clients/${site}/connections?fields=name`)).toMatchObject({ connections: expect.any(Array) })
  expect(await read('client-grants?client_id=application-management')).toMatchObject([
    { audience: `${stage.tenantUrl}/api/v2/`, scope: expect.arrayContaining(['read:clients', 'read:users']) },
  ])
})

test('a client whose application lost a grant logs nobody in, until it has it back', async () => {
  expect(await passwordLogin(stage.url)).toMatchObject({ status: 200 })
  await stage.admin.changeApplication(site, { grantTypes: ['authorization_code'] })
  expect(await read(`clients/${site}?fields=grant_types`)).toEqual({ grant_types: ['authorization_code'] })
  expect(await passwordLogin(stage.url)).toEqual(refusal(502, 'bad_gateway'))
  await stage.admin.reset()
  expect(await passwordLogin(stage.url)).toMatchObject({ status: 200 })
})
