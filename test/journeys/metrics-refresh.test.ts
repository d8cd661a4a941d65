import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { metrics } from '#shared/environment'
import { configOf, website } from '../support/config.ts'
import { counted } from '../support/emf.ts'
import { type Answer, send } from '../support/http.ts'
import { logInApp, logInSite } from '../support/login.ts'
import { openStage, type TestStage } from '../support/stage.ts'
import type { Fault } from '../support/tenant.ts'

const { refreshFailures, configurationFaults } = metrics.names

let stage: TestStage

beforeAll(async () => {
  stage = await openStage({ config: configOf({ site: website, app: {} }) })
})

beforeEach(async () => {
  await stage.admin.reset()
  await stage.admin.settings({ accessTokenLifetime: 60 })
})

afterAll(() => stage.close())

const says = (status: number, error: string) => ({ kind: 'status', status, body: { error } }) as const

const refreshes: readonly (readonly [string, () => Promise<() => Promise<Answer>>])[] = [
  [
    'a cookie session at /userinfo',
    async () => {
      const cookie = await logInSite(stage.url, 'site')
      stage.advance(61)
      return () => send(`${stage.url}/userinfo`, { headers: { cookie } })
    },
  ],
  [
    'an app’s tokens at /refreshtoken',
    async () => {
      const { refreshToken } = await logInApp(stage.url, 'app')
      return () => send(`${stage.url}/refreshtoken`, { json: { refresh_token: refreshToken } })
    },
  ],
]

describe.each(refreshes)('a refresh of %s', (_, begin) => {
  test.each<[Omit<Fault, 'path'>, readonly string[]]>([
    [{ kind: 'reset' }, [refreshFailures]],
    [{ kind: 'status', status: 500 }, [refreshFailures]],
    [{ kind: 'malformed' }, [refreshFailures]],
    [says(429, 'too_many_requests'), [refreshFailures]],
    [says(403, 'unauthorized'), [refreshFailures]],
    [says(401, 'access_denied'), [refreshFailures, configurationFaults]],
    [says(403, 'invalid_grant'), []],
  ])('that the tenant answers by %j counts %j', async (fault, expected) => {
    const refresh = await begin()
    // A refresh is tried twice.
    await stage.admin.fault({ path: '/oauth/token', times: 2, ...fault })
    expect(await counted(stage, refresh)).toEqual(expected)
  })

  test('whose ID token is not proved counts as failed', async () => {
    const refresh = await begin()
    await stage.admin.settings({ idTokenClaims: { iss: 'https://evil.example/' } })
    expect(await counted(stage, refresh)).toEqual([refreshFailures])
  })
})
