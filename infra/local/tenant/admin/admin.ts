import type { Core } from '../core.ts'
import { bodyOf } from '../http/body.ts'
import type { Context, Middleware } from '../http/context.ts'
import { endSession } from '../logout/sessions.ts'
import { revokeTokens } from '../management/token.ts'
import { applicationRoutes } from './applications.ts'
import { faultRoutes } from './faults.ts'
import { BadInput } from './input.ts'
import { NotFound, type Route } from './route.ts'
import { settingsRoutes } from './settings.ts'
import { userRoutes } from './users.ts'

/**
 * The tenant's back door, for tests and for people who play. JSON in and out; bad input is 400, an unknown path or
 * id 404, both as `{ "error": text }`. Not counted, not logged, without authentication: the tenant listens on
 * loopback only.
 *
 * - `POST /_admin/faults` queues a fault (`admin/faults.ts`), `GET` shows the queue, `DELETE` empties it.
 * - `GET /_admin/counters` gives `"POST /oauth/token"`, `"POST /oauth/token refresh_token"` and the like, and
 *   `"refresh token reuse"`; `DELETE` starts again from nothing.
 * - `GET /_admin/requests` gives the last 200 requests `{ method, path, query, headers, body }`; `DELETE` forgets them.
 * - `POST /_admin/keys/rotate` makes the next key the signing one; `POST /_admin/keys/revoke-previous` unpublishes
 *   those that signed before.
 * - `GET`, `PATCH` and `DELETE /_admin/settings` show, change and reset the settings (`settings.ts`).
 * - `POST /_admin/users` adds a user, `PATCH` and `DELETE /_admin/users/{id}` change and remove one.
 * - `GET` and `PATCH /_admin/applications/{client_id}` show and change an application (`admin/applications.ts`);
 *   `DELETE /_admin/applications` gives all back as configured.
 * - `GET /_admin/mails` gives the mails `{ to, connection, kind, at }` that were sent; `DELETE` forgets them.
 * - `POST /_admin/management/revoke-tokens` revokes all Management API tokens issued so far.
 * - `POST /_admin/sessions/{id}/end` ends a browser session by its `sid`, with back-channel logout.
 */
export function admin(core: Core): Middleware {
  const routes = [
    ...faultRoutes(core),
    ...settingsRoutes(core),
    ...userRoutes(core),
    ...applicationRoutes(core),
    ...upkeepRoutes(core),
  ]
  return async (ctx, next) => {
    if (!ctx.path.startsWith('/_admin/')) return void (await next())
    try {
      await serve(ctx, routes)
    } catch (error) {
      if (!(error instanceof BadInput || error instanceof NotFound)) throw error
      ctx.status = error instanceof BadInput ? 400 : 404
      ctx.body = { error: error.message }
    }
  }
}

async function serve(ctx: Context, routes: Route[]): Promise<void> {
  for (const route of routes) {
    const id = route.method === ctx.method ? match(route.path, ctx.path) : undefined
    if (id === undefined) continue
    const answer = await route.serve({ body: bodyOf(ctx).json, id })
    ctx.status = answer === undefined ? 204 : 200
    if (answer !== undefined) ctx.body = answer
    return
  }
  throw new NotFound(`there is no ${ctx.method} ${ctx.path}`)
}

/** The value of `{id}`, empty for a pattern without; undefined if the path is another. */
function match(pattern: string, path: string): string | undefined {
  const [before = '', after] = pattern.split('{id}')
  if (after === undefined) return path === pattern ? '' : undefined
  const id = path.slice(before.length, path.length - after.length)
  return path.startsWith(before) && path.endsWith(after) && /^[^/]+$/.test(id) ? decode(id) : undefined
}

function decode(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    throw new BadInput('the id in the path is not well encoded')
  }
}

function upkeepRoutes(core: Core): Route[] {
  return [
    { method: 'GET', path: '/_admin/counters', serve: () => core.counters.all() },
    { method: 'DELETE', path: '/_admin/counters', serve: () => core.counters.reset() },
    { method: 'GET', path: '/_admin/requests', serve: () => core.requests.all() },
    { method: 'DELETE', path: '/_admin/requests', serve: () => core.requests.clear() },
    { method: 'GET', path: '/_admin/mails', serve: () => core.mails.all() },
    { method: 'DELETE', path: '/_admin/mails', serve: () => core.mails.clear() },
    { method: 'POST', path: '/_admin/management/revoke-tokens', serve: () => revokeTokens(core) },
    { method: 'POST', path: '/_admin/keys/rotate', serve: () => rotateKeys(core) },
    { method: 'POST', path: '/_admin/keys/revoke-previous', serve: () => revokePreviousKeys(core) },
    { method: 'POST', path: '/_admin/sessions/{id}/end', serve: ({ id }) => endBySid(core, id) },
  ]
}

async function rotateKeys(core: Core) {
  await core.keys.rotate()
  core.renewProvider()
  return core.keys.published()
}

function revokePreviousKeys(core: Core) {
  core.keys.revokePrevious()
  core.renewProvider()
  return core.keys.published()
}

async function endBySid(core: Core, sid: string): Promise<void> {
  if (!(await endSession(core, sid))) throw new NotFound(`there is no session ${sid}`)
}
