import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { localCredentials } from '#infra/local/credentials'
import { parameterPath } from '#shared/environment'
import { configOf, keyed, website } from '../support/config.ts'
import { refusal } from '../support/http.ts'
import { loggedInBrowser, passwordLogin } from '../support/login.ts'
import { manage, managing } from '../support/management.ts'
import { openStage, type TestStage } from '../support/stage.ts'

const [SITE, MANAGEMENT] = ['secret-of-the-site-at-first', 'secret-of-the-management-at-first']

let stage: TestStage
let ssm: SSMClient

beforeAll(async () => {
  const secretOf = (name: string) => ({ clientSecret: `{{${name}}}` })
  stage = await openStage({
    config: configOf(
      { site: { ...website, ...secretOf('SITE_SECRET') }, office: keyed('office') },
      { ...managing(['staff']), defaultClient: 'site' },
    ),
    set: { SITE_SECRET: SITE, MANAGEMENT_SECRET: MANAGEMENT },
  })
  ssm = new SSMClient({ endpoint: stage.ssmUrl, ...localCredentials(process.env) })
})

beforeEach(() => stage.admin.settings({ managementLimit: { perSecond: 1000, burst: 1000 } }))

afterAll(async () => {
  ssm.destroy()
  await stage.close()
})

/** Changes a secret at the tenant, and in SSM too unless that was forgotten. */
async function rotate(application: string, name: string, value: string, alsoInSsm = true): Promise<void> {
  await stage.admin.changeApplication(application, { clientSecret: value })
  if (alsoInSsm) await putSecret(name, value)
}

async function putSecret(name: string, value: string): Promise<void> {
  const Name = parameterPath(stage.stageName, name)
  await ssm.send(new PutParameterCommand({ Name, Value: value, Type: 'SecureString', Overwrite: true }))
}

describe('a client’s secret that was rotated at Auth0 and in SSM', () => {
  test('is used by the next login, which does not fail: by password', async () => {
    expect((await passwordLogin(stage.url)).status).toBe(200)
    await rotate('application-site', 'SITE_SECRET', 'secret-of-the-site-after-the-first-rotation')
    expect((await passwordLogin(stage.url)).status).toBe(200)
  })

  test('and through the browser, whose code is not lost', async () => {
    await loggedInBrowser(stage.url)
    await rotate('application-site', 'SITE_SECRET', 'secret-of-the-site-after-the-second-rotation')
    await loggedInBrowser(stage.url)
  })

  test('no login fails at any time when SSM has it first', async () => {
    const value = 'secret-of-the-site-after-a-seamless-rotation'
    await passwordLogin(stage.url)
    await putSecret('SITE_SECRET', value)
    expect((await passwordLogin(stage.url)).status, 'instances that know the old one').toBe(200)
    stage.advance(301)
    expect((await passwordLogin(stage.url)).status, 'instances that know the new one, too early').toBe(200)
    await rotate('application-site', 'SITE_SECRET', value, false)
    expect((await passwordLogin(stage.url)).status, 'and in time').toBe(200)
  })

  test('that is not in SSM yet is a fault of ours, 502, until it is there', async () => {
    await passwordLogin(stage.url)
    const value = 'secret-of-the-site-after-the-third-rotation'
    await rotate('application-site', 'SITE_SECRET', value, false)
    expect(await passwordLogin(stage.url)).toEqual(refusal(502, 'bad_gateway'))
    await rotate('application-site', 'SITE_SECRET', value)
    expect((await passwordLogin(stage.url)).status).toBe(200)
  })
})

test('the management client’s secret that was rotated is used by the next call', async () => {
  expect(await manage(stage, '/users/count')).toMatchObject({ status: 200 })
  await rotate('application-management', 'MANAGEMENT_SECRET', 'secret-of-the-management-after-a-rotation')
  // Longer than a token lives: the next call needs a new one.
  stage.advance(2 * 86_400)
  expect(await manage(stage, '/users/count')).toMatchObject({ status: 200 })
})

test('the same, when SSM has it first', async () => {
  const value = 'secret-of-the-management-after-a-seamless-rotation'
  await putSecret('MANAGEMENT_SECRET', value)
  stage.advance(2 * 86_400)
  expect(await manage(stage, '/users/count')).toMatchObject({ status: 200 })
  await rotate('application-management', 'MANAGEMENT_SECRET', value, false)
  stage.advance(2 * 86_400)
  expect(await manage(stage, '/users/count')).toMatchObject({ status: 200 })
})

test('no line of the log holds a secret, old or new', () => {
  expect(stage.logs.filter((line) => line.includes('secret-of-the-'))).toEqual([])
})
