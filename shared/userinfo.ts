import { invalidToken, requireSameClient } from './access.ts'
import { namedCaller } from './config/clients.ts'
import { bearerToken, callNaming, type HttpEvent } from './http/request.ts'
import { openBrowserSession } from './http/session-cookie.ts'
import { freshSession } from './refresh/session.ts'
import { createBearers } from './sessions/bearers.ts'
import type { Profile } from './sessions/content.ts'
import { createSessions } from './sessions/sessions.ts'
import { createTable } from './sessions/table.ts'
import type { Stage } from './stage.ts'
import { createTenant } from './tenant.ts'

/**
 * Makes the function that tells who is logged in, from our own table and without asking Auth0, which allows five
 * calls of its `/userinfo` a minute and user.
 *
 * @returns the profile behind the bearer, else behind the cookie (refreshed when its access token has expired);
 * it throws ServiceError `invalid_token` when nobody is, `temporarily_unavailable` when that can't be told now
 */
export function createUserinfo(stage: Stage): (event: HttpEvent) => Promise<Profile> {
  const needs = { ...stage, table: createTable(stage.table) }
  const [sessions, bearers, tenant] = [createSessions(needs), createBearers(needs), createTenant(needs)]
  return async (event) => {
    const named = namedCaller(stage.config, callNaming(event))
    const token = bearerToken(event)
    if (token !== undefined) {
      const bearer = await bearers.open(token)
      if (!bearer) throw invalidToken()
      requireSameClient(named, bearer.client)
      return bearer.profile
    }
    const found = await openBrowserSession(event, { config: stage.config, sessions }, named?.client)
    if (!found) throw invalidToken()
    requireSameClient(named, found.client.type)
    const { profile } = await freshSession({ ...needs, sessions, tenant }, found.session)
    return profile
  }
}
