import type { Core } from '../core.ts'
import type { Context } from '../http/context.ts'
import { errorPage } from '../pages/html.ts'
import { endSession } from './sessions.ts'

/** Where a logout may go: the application's Allowed Logout URLs, the tenant's without one; undefined if unknown. */
export function allowedUrls(core: Core, clientId: string | undefined): readonly string[] | undefined {
  return clientId === undefined ? core.allowedLogoutUrls : core.applications.get(clientId)?.allowedLogoutUrls
}

/** The `sid` of the browser's session, undefined if nobody is logged in. */
export async function sessionOf(core: Core, ctx: Context): Promise<string | undefined> {
  const session = await core.provider().Session.get(ctx)
  return session.accountId === undefined ? undefined : session.uid
}

/** Ends the browser's session, if there is one. */
export async function endBrowserSession(core: Core, ctx: Context): Promise<void> {
  const sid = await sessionOf(core, ctx)
  if (sid !== undefined) await endSession(core, sid)
}

/** Sends the browser on; Auth0 answers `OK` where there is nowhere to go. */
export function leave(ctx: Context, url: string | undefined): void {
  if (url === undefined) ctx.body = 'OK'
  else ctx.redirect(url)
}

/** Shows the error page for a parameter that the Allowed Logout URLs do not cover. */
export function refuse(ctx: Context, name: string, value: string | undefined): void {
  const problem = `The "${name}" querystring parameter "${value}" is not defined as a valid URL in "Allowed Logout URLs".`
  errorPage(ctx, 400, 'access_denied', problem)
}
