import { limitOf } from '#shared/deadline'
import type { LoginServices } from '#shared/login/services'
import { createAttempts } from '#shared/sessions/attempts'
import { createBearers } from '#shared/sessions/bearers'
import { createGrants } from '#shared/sessions/grants'
import { createLogins } from '#shared/sessions/logins'
import { createSessions } from '#shared/sessions/sessions'
import type { Table } from '#shared/sessions/table'
import type { Tenant } from '#shared/tenant'
import { makeConfig } from '../shared/support/config.ts'
import { newUser } from '../shared/support/stores.ts'
import { tenantOver } from '../shared/support/tenant.ts'
import { currentActor } from './actor.ts'
import { type Auth0, createAuth0 } from './auth0.ts'
import { appLogin, websiteLogin } from './calls.ts'
import type { Engine } from './engine.ts'
import { busy, createTime, type Time } from './time.ts'
import { createWire, type Manner } from './wire.ts'
import { createWitness, type Witness } from './witness.ts'

/** How the tenant behaves in a case. */
export interface Manners {
  readonly revokesFamily: boolean
  readonly refreshes: readonly Manner[]
}

export type Browser = 'A' | 'B'

/** How the protocol is broken, to see that it is found out. */
export interface Sabotage {
  readonly table?: (table: Table) => Table
  readonly tenant?: (tenant: Tenant) => Tenant
}

/** A user with two browsers and an app, all logged in, between the real stores and a tenant. */
export interface World {
  readonly user: string
  readonly table: Table
  readonly time: Time
  readonly auth0: Auth0
  readonly witness: Witness
  readonly services: LoginServices
  /** The session id that each browser holds. */
  readonly jars: Map<Browser, string>
  /** Every session id that there ever was, and the name of its login. */
  readonly sids: Map<string, string>
  /** Names of logins that somebody was told have ended. */
  readonly over: Set<string>
  /** Every pair of tokens that the app ever got, the newest last. */
  readonly app: { readonly accessToken: string; readonly refreshToken: string }[]
}

const config = makeConfig({ site: { scopes: ['openid', 'offline_access', 'website'] }, app: {} })

export async function createWorld(
  engine: Engine,
  { revokesFamily, refreshes }: Manners,
  sabotage: Sabotage = {},
): Promise<World> {
  const user = newUser()
  const time = createTime()
  const auth0 = createAuth0(revokesFamily)
  const witness = createWitness(auth0)
  engine.watch = witness.saw
  const table = sabotage.table?.(engine.table) ?? engine.table
  const tenant = tenantOver(createWire(auth0, witness, user, refreshes), time.clock)
  const services = createServices(table, time, sabotage.tenant?.(tenant) ?? tenant)
  const world: World = {
    user,
    table,
    time,
    auth0,
    witness,
    services,
    jars: new Map(),
    sids: new Map(),
    over: new Set(),
    app: [],
  }
  await websiteLogin(world, 'A', 'A')
  await websiteLogin(world, 'B', 'B')
  await appLogin(world)
  return world
}

/** The services of an instance; all instances share one clock, and no state. */
function createServices(table: Table, time: Time, tenant: Tenant): LoginServices {
  const { clock } = time
  const needs = {
    table,
    stage: 'dev',
    sessionSeconds: 86_400,
    replaySeconds: 600,
    config,
    clock,
    pause: async (milliseconds: number) =>
      currentActor()?.pause(limitOf(milliseconds)) ?? time.advance(clock() + milliseconds),
  }
  return {
    ...needs,
    attempts: createAttempts(needs),
    logins: createLogins(needs),
    sessions: createSessions(needs),
    bearers: createBearers(needs),
    grants: createGrants(needs),
    // Signatures are checked in real moments.
    tenant: {
      ...tenant,
      verify: (...of) => busy.during(() => tenant.verify(...of)),
      verifyLogout: (...of) => busy.during(() => tenant.verifyLogout(...of)),
    },
  }
}
