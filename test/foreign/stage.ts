import { test as base, expect } from 'vitest'
import { createClock, installClock } from '#infra/local/clock'
import { startStage } from '#infra/local/stage'
import { callerSecret, keyed } from '../support/config.ts'
import { expectNothingExposed } from '../support/exposure.ts'
import { AUDIENCE, NAMESPACE, PERSON } from './tenant/world.ts'
import { type ForeignTenant, startForeignTenant } from './tenant.ts'

/** What the tenant's one person types in. */
export const person = { username: PERSON.email, password: PERSON.password }
/** The profile as `/userinfo` shows it. */
export const profile = {
  sub: PERSON.sub,
  email: PERSON.email,
  email_verified: true,
  name: PERSON.name,
  app_metadata: { groups: PERSON.groups },
  groups: PERSON.groups,
}
/** Names the client `app`, as its callers do. */
export const asApp = { secret: callerSecret('app') }

/** Where the app's own logins come back to. */
export const APP_CALLBACK = 'https://app.example/callback'
/** The application secrets need every care of an encoder. */
const SECRETS = { portal: 'p/o+r=t&a l%20', app: '“app”; ?#', desk: 'désk' }
const SCOPES = ['openid', 'profile', 'email', 'offline_access']

/** A website, an app with an API and callers' secrets, and an app that names no connection. */
export function configAt(auth0Url: string): object {
  const client = (type: keyof typeof SECRETS) => ({
    auth0Url,
    clientId: `foreign-${type}`,
    clientSecret: SECRETS[type],
  })
  const connections = { supportedConnections: ['staff', 'partners'], defaultConnection: 'staff' }
  const redirectUrl = '{{PROJECT_URL}}/web-login/callback'
  return {
    defaultClient: 'portal',
    customClaimsNamespaces: [NAMESPACE],
    clients: {
      portal: { ...client('portal'), ...connections, redirectUrl, scopes: ['website', ...SCOPES, 'openid'] },
      app: {
        ...client('app'),
        ...connections,
        ...keyed('app'),
        redirectUrl: APP_CALLBACK,
        audience: AUDIENCE,
        scopes: ['offline_access', 'openid', 'read:things'],
        authorizeStateRequired: true,
      },
      desk: { ...client('desk'), redirectUrl, scopes: ['profile', 'email'] },
    },
  }
}

/** Tells the tenant of the configuration's applications, once the stage has an address. */
export function registerApplications(tenant: ForeignTenant, stageUrl: string): void {
  const connections = ['staff', 'partners']
  for (const [type, clientSecret] of Object.entries(SECRETS)) {
    const callbacks = [type === 'app' ? APP_CALLBACK : `${stageUrl}/web-login/callback`]
    const logoutUrls = [`${stageUrl}/`, `${stageUrl}/bye`]
    tenant.register({ clientId: `foreign-${type}`, clientSecret, callbacks, logoutUrls, connections })
  }
}

/** A journey against a foreign tenant, which must not have refused anything by the journey's end. */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs
  .extend('clock', { scope: 'file' }, ({}, { onCleanup }) => {
    const clock = createClock()
    onCleanup(installClock(clock.memory))
    return clock
  })
  .extend('server', { scope: 'file' }, async ({ clock: _ }, { onCleanup }) => {
    const server = await startForeignTenant()
    onCleanup(() => server.close())
    return server
  })
  .extend('stage', { scope: 'file' }, async ({ clock, server }, { onCleanup }) => {
    const config = configAt(server.url)
    const logs: string[] = []
    const stage = await startStage({ config, clock: clock.memory, onLog: (line) => logs.push(line) })
    onCleanup(async () => {
      await stage.close()
      expectNothingExposed(stage.url, logs)
    })
    registerApplications(server, stage.url)
    return stage
  })
  .extend('tenant', ({ server }, { onCleanup }) => {
    server.accessTokensLive(86_400)
    onCleanup(() => expect(server.takeRefusals()).toEqual([]))
    return server
  })
