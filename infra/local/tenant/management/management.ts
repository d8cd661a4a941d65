import type { Core } from '../core.ts'
import type { Context, Middleware } from '../http/context.ts'
import { blockRoutes } from './blocks.ts'
import { clientGrantRoutes } from './client-grants.ts'
import { clientRoutes } from './clients.ts'
import { connectionRoutes } from './connections.ts'
import { credentialRoutes } from './device-credentials.ts'
import { ApiError, refusals } from './errors.ts'
import { jobRoutes } from './jobs/routes.ts'
import { carryOutJobs } from './jobs/work.ts'
import { revocationRoutes } from './revocation.ts'
import type { Answer, Route } from './route.ts'
import { ticketRoutes } from './tickets.ts'
import { scopesOf } from './token.ts'
import { userRoutes } from './users/routes.ts'

const BASE = '/api/v2'

const ROUTES: readonly Route[] = [
  ...userRoutes,
  ...revocationRoutes,
  ...credentialRoutes,
  ...blockRoutes,
  ...ticketRoutes,
  ...connectionRoutes,
  ...clientRoutes,
  ...clientGrantRoutes,
  ...jobRoutes,
]

/**
 * The Management API v2: a token for it, its scopes and its rate limit are required as at Auth0, and what it does
 * shows at once in logins and sessions.
 *
 * @see https://auth0.com/docs/api/management/v2
 */
export function management(core: Core): Middleware {
  return async (ctx, next) => {
    // Whoever looks, be it by a login, finds the jobs done whose time has come.
    carryOutJobs(core)
    if (!ctx.path.startsWith(`${BASE}/`)) return void (await next())
    const { status, body } = await answer(core, ctx)
    ctx.status = status
    if (status !== 204) ctx.body = body ?? ''
  }
}

async function answer(core: Core, ctx: Context): Promise<Answer> {
  try {
    return await serve(core, ctx)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { status: error.body.statusCode, body: error.body }
  }
}

async function serve(core: Core, ctx: Context): Promise<Answer> {
  const limit = core.settings.current.managementLimit
  // A changed limit begins with a full bucket.
  const bucket = `management ${limit.burst} ${limit.perSecond}`
  if (!core.limits.take(ctx, bucket, limit)) throw refusals.tooManyRequests()
  const scopes = await scopesOf(core, ctx)
  for (const route of ROUTES) {
    const id = route.method === ctx.method ? match(`${BASE}${route.path}`, ctx.path) : undefined
    if (id === undefined) continue
    for (const wanted of [route.scopes, ...(route.alsoScopes ? [route.alsoScopes] : [])]) {
      if (!wanted.some((scope) => scopes.includes(scope))) throw refusals.insufficientScope(wanted)
    }
    return route.serve({ core, ctx, id, scopes })
  }
  throw refusals.unknownPath()
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
    throw refusals.invalidUri('Invalid request URI')
  }
}
