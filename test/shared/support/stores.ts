import { createBearers } from '#shared/sessions/bearers'
import { createCache } from '#shared/sessions/cache'
import { createGrants } from '#shared/sessions/grants'
import { createLogins } from '#shared/sessions/logins'
import { createSessions, type NewSession } from '#shared/sessions/sessions'
import type { Table } from '#shared/sessions/table'
import { makeClock } from './database.ts'

let users = 0

/** A user nobody else has, since the tests of a file share one table. */
export function newUser(): string {
  users += 1
  return `auth0|${users}`
}

/** All stores of a stage, as one instance has them, and its clock. */
export function openStores(table: Table, { stage = 'dev', time = makeClock() } = {}) {
  const needs = { table, stage, clock: time.clock }
  return {
    sessions: createSessions(needs),
    bearers: createBearers(needs),
    grants: createGrants({ ...needs, replaySeconds: 60 }),
    logins: createLogins(needs),
    cache: createCache(needs),
    ...time,
  }
}

/** What a website's login leaves behind. */
export function newSession(changes: Partial<NewSession> = {}): NewSession {
  return {
    client: 'site',
    userId: newUser(),
    auth0Sid: 'auth0-session',
    lifetime: 3600,
    clientSecret: 'the-client-secret',
    content: {
      accessToken: 'the-access-token',
      refreshToken: 'the-refresh-token',
      idToken: 'the-id-token',
      accessExpiresAt: 1_795_345_200,
      profile: { sub: 'auth0|x', email: 'anna@site.example' },
    },
    ...changes,
  }
}
