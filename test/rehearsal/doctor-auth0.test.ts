import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { CONFIG_FILE } from '#infra/bundle'
import type { Rehearsal } from '#infra/rehearsal/rehearsal'
import { readJson } from '#shared/config/load'
import { parameterPath } from '#shared/environment'
import { createTestClock } from '../support/clock.ts'
import { type Parameters, parametersOf, sendDoctor, wrongs } from '../support/doctor.ts'
import { rehearseStage } from '../support/rehearsal.ts'
import { type TenantAdmin, tenantAdmin } from '../support/tenant.ts'

const OWN = 'Username-Password-Authentication'
const REALM = 'http://auth0.com/oauth/grant-type/password-realm'

/** The example at a tenant that has another stage's connection too. */
const { managementClient, ...rest } = Object(readJson(CONFIG_FILE))
const supportedConnections = ['{{AUTH0_CONNECTION}}', 'prod-users']
const config = { ...rest, managementClient: { ...managementClient, supportedConnections } }

let stage: Rehearsal
let whole: Parameters
let admin: TenantAdmin

beforeAll(async () => {
  stage = await rehearseStage({ config, dynamodbEndpoint: inject('dynamodbEndpoint') }, createTestClock())
  whole = await parametersOf(stage)
  admin = tenantAdmin(stage.tenantUrl ?? '')
  await admin.settings({ managementLimit: { perSecond: 1000, burst: 1000 } })
})

afterAll(() => stage.close())

const doctor = (change: Parameters = {}) => sendDoctor(stage, { ...whole, ...change })

/** An application that is broken for one examination. */
async function examined(clientId: string, change: object) {
  await admin.changeApplication(clientId, change)
  return doctor().finally(() => admin.resetApplications())
}

test('with a good tenant nothing is wrong', async () => {
  const results = await doctor()
  expect(results.filter(({ state }) => state !== 'ok')).toEqual([])
  const subjects = [`Tenant ${stage.tenantUrl}`, 'Management client', 'Client cms', 'Client frontend']
  expect(results.map(({ subject }) => subject)).toEqual(expect.arrayContaining(subjects))
})

const grants = ['authorization_code', 'refresh_token', 'password', REALM]

const without = (grant: string) => ({ grantTypes: grants.filter((each) => each !== grant) })

/** What is broken at the back office's application, and what the doctor says of it. */
const broken: readonly [string, object, readonly RegExp[]][] = [
  ['no callback', { callbacks: [] }, [/callback URL .*\/login\/callback is not allowed/]],
  ['no logout URL', { allowedLogoutUrls: [] }, [/logout URL .*\/ is not allowed/]],
  ['no refreshes', without('refresh_token'), [/grant refresh_token/]],
  [
    'no browser logins',
    without('authorization_code'),
    [/refuses it the grant authorization_code/, /may not use .*_code/],
  ],
  ['a connection too many', { allowedConnections: [OWN, 'prod-users'] }, [/prod-users is enabled for it and not/]],
  ['no connection', { allowedConnections: [] }, [/Username-Password-Authentication is not enabled/]],
  ['no rotation', { rotation: false }, [/rotation is off/]],
  ['a short overlap', { leeway: 20 }, [/overlap .* is 20 s/]],
  ['another secret', { clientSecret: 'rotated-at-auth0' }, [/refuses its id or its secret/]],
]

test.each(broken)('an application with %s', async (_, change, says) => {
  const found = wrongs(await examined('local-cms', change))
  expect(found).toEqual(says.map((each) => expect.stringMatching(new RegExp(`^Client cms: .*${each.source}`))))
})

test('an address that is not believed and passwords that are refused are warnings', async () => {
  const change = { trustIpHeader: false, grantTypes: ['authorization_code', 'refresh_token'] }
  const results = await examined('local-cms', change)
  const found = results.filter(({ state }) => state !== 'ok').map(({ state, subject }) => `${state} ${subject}`)
  expect(found).toEqual(['warning Client cms', 'warning Client cms', 'warning Client cms'])
})

test('a wrong secret in SSM, and its value is nowhere', async () => {
  const path = parameterPath('dev', 'FRONTEND_CLIENT_SECRET')
  const results = await doctor({ [path]: { Type: 'SecureString', Value: 'some-other-secret' } })
  expect(wrongs(results)).toEqual(['Client frontend: The tenant refuses its id or its secret'])
  expect(JSON.stringify(results)).not.toContain('some-other-secret')
})

test('a wrong secret of the management client leaves the settings unknown', async () => {
  const path = parameterPath('dev', 'MANAGEMENT_CLIENT_SECRET')
  const results = await doctor({ [path]: { Type: 'SecureString', Value: 'some-other-secret' } })
  expect(wrongs(results)).toEqual(['Management client: The tenant refuses its id or its secret'])
  const unknown = results.filter(({ state }) => state === 'unknown').map(({ subject }) => subject)
  expect(unknown).toEqual(['Client cms', 'Client frontend'])
})

const SCOPES = [
  ...['read:users', 'create:users', 'update:users', 'delete:users', 'delete:sessions', 'delete:refresh_tokens'],
  ...['read:device_credentials', 'delete:device_credentials', 'read:connections', 'create:user_tickets'],
  ...['read:clients', 'read:client_grants'],
]
const allBut = (scope: string) => ({
  clientGrants: { [`${stage.tenantUrl}/api/v2/`]: SCOPES.filter((each) => each !== scope) },
})

test('a scope of user management that is missing', async () => {
  expect(wrongs(await examined('local-management', allBut('update:users')))).toEqual([
    'Management client: It has not the scope update:users: user management fails',
  ])
})

test.each([
  ['read:clients', ['Client cms', 'Client frontend']],
  ['read:client_grants', ['Management client']],
])('without the scope %s the doctor says what to grant it', async (scope, subjects) => {
  const results = await examined('local-management', allBut(scope))
  expect(wrongs(results)).toEqual([])
  const unknown = results.filter(({ state }) => state === 'unknown')
  expect([...new Set(unknown.map(({ subject }) => subject))]).toEqual(subjects)
  for (const { advice } of unknown) expect(advice).toContain(`Grant it the scope read:`)
})
