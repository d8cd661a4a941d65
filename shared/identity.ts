import { namedCaller } from './config/clients.ts'
import { invalidToken, requireSameClient } from './http/access.ts'
import { requireOwnOriginIfUnsafe } from './http/origin.ts'
import { bearerToken, callNaming, type HttpEvent } from './http/request.ts'
import { countUse, openBrowserSession } from './http/session-cookie.ts'
import { freshSession } from './refresh/session.ts'
import type { Secrets } from './secrets.ts'
import { createBearers } from './sessions/bearers.ts'
import type { Profile } from './sessions/content.ts'
import { createSessions } from './sessions/sessions.ts'
import { createTable } from './sessions/table.ts'
import type { Stage } from './stage.ts'
import { createTenant } from './tenant.ts'

/** Who makes a request, by a credential of ours. */
export interface Identity {
  readonly userId: string
  /** Type of the client that the credential belongs to. */
  readonly client: string
  readonly profile: Profile
  /** Permissions and scopes of the access token, where a bearer shows one. */
  readonly permissions: readonly string[]
}

/** Tells who makes a request; see {@link createIdentify}. */
export type Identify = (event: HttpEvent) => Promise<Identity | undefined>

/**
 * Makes the function that tells who makes a request, from our own table and without asking Auth0, whose `/userinfo`
 * allows five calls a minute and user.
 *
 * @param secrets where others read them too
 * @returns whoever is behind the bearer, else behind the cookie (refreshed when its access token has expired);
 * undefined when no cookie opens a session. It throws ServiceError `invalid_token` for a bearer that is not valid here,
 * `access_denied` when another site's page sends an unsafe request by cookie, `temporarily_unavailable` when that can't be
 * told now
 */
export function createIdentify(stage: Stage, secrets?: Secrets): Identify {
  const needs = { ...stage, table: createTable(stage.table) }
  const services = {
    ...needs,
    sessions: createSessions(needs),
    tenant: createTenant({ ...needs, ...(secrets && { secrets }) }),
  }
  const bearers = createBearers(needs)
  return async (event) => {
    const named = namedCaller(stage.config, callNaming(event))
    const token = bearerToken(event)
    if (token !== undefined) {
      const bearer = await bearers.open(token)
      if (!bearer) throw invalidToken()
      requireSameClient(named, bearer.client)
      return bearer
    }
    const found = await openBrowserSession(event, services, named?.client)
    if (!found) return undefined
    requireSameClient(named, found.client.type)
    requireOwnOriginIfUnsafe(event, found.client)
    await countUse(services.sessions, found)
    const { userId, client, profile } = await freshSession(services, found.session)
    return { userId, client, profile, permissions: [] }
  }
}
