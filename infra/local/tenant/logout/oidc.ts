import type { JWTPayload } from 'jose'
import type { Core } from '../core.ts'
import { bodyOf } from '../http/body.ts'
import { type Context, endpoint, type Middleware, queryOf } from '../http/context.ts'
import { errorPage, escapeHtml, page } from '../pages/html.ts'
import { allowedUrls, endBrowserSession, leave, refuse, sessionOf } from './browser.ts'

/**
 * RP-initiated logout, `/oidc/logout`. The URL is compared whole; without a hint of the browser's own session the
 * user is asked first.
 *
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html
 * @see https://auth0.com/docs/authenticate/login/logout/log-users-out-of-auth0
 */
export function oidcLogout(core: Core): Middleware {
  return endpoint('/oidc/logout', ['GET', 'POST'], async (ctx) => {
    const wish = readWish(ctx)
    const hint = await readHint(core, wish.idTokenHint)
    if (hint === 'invalid') return errorPage(ctx, 400, 'invalid_request', 'The id_token_hint is invalid.')
    const clientId = wish.clientId ?? hint?.aud?.toString()
    if (hint && hint.aud !== clientId) {
      return errorPage(ctx, 400, 'invalid_request', 'The client_id is not that of the id_token_hint.')
    }
    const allowed = allowedUrls(core, clientId)
    if (!allowed) return refuse(ctx, 'client_id', clientId)
    const { target } = wish
    if (target !== undefined && !allowed.includes(target)) return refuse(ctx, 'post_logout_redirect_uri', target)
    const sid = await sessionOf(core, ctx)
    const sure = wish.confirmed || [hint?.['sid'], wish.logoutHint].includes(sid)
    if (sid !== undefined && !sure) return askFirst(ctx, wish)
    await endBrowserSession(core, ctx)
    leave(ctx, target === undefined ? undefined : withState(target, wish.state))
  })
}

interface Wish {
  idTokenHint: string | undefined
  logoutHint: string | undefined
  clientId: string | undefined
  target: string | undefined
  state: string | undefined
  confirmed: boolean
}

function readWish(ctx: Context): Wish {
  const parameter = (name: string) => bodyOf(ctx).parameters[name] ?? queryOf(ctx, name)
  return {
    idTokenHint: parameter('id_token_hint'),
    logoutHint: parameter('logout_hint'),
    clientId: parameter('client_id'),
    target: parameter('post_logout_redirect_uri'),
    state: parameter('state'),
    confirmed: bodyOf(ctx).parameters['confirm'] === 'yes',
  }
}

/** An expired hint still tells which session is meant (RP-Initiated Logout 2). */
async function readHint(core: Core, hint: string | undefined): Promise<JWTPayload | 'invalid' | undefined> {
  if (hint === undefined) return undefined
  try {
    return await core.keys.verify(hint, { issuer: core.issuer, clockTolerance: Number.MAX_SAFE_INTEGER })
  } catch {
    return 'invalid'
  }
}

function askFirst(ctx: Context, { target, clientId, idTokenHint, state }: Wish): void {
  const fields = {
    confirm: 'yes',
    post_logout_redirect_uri: target,
    client_id: clientId,
    id_token_hint: idTokenHint,
    state,
  }
  const inputs = Object.entries(fields)
    .filter((field): field is [string, string] => field[1] !== undefined)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
  const form = `<form method="post" action="/oidc/logout">${inputs.join('')}<button type="submit">Log out</button></form>`
  page(ctx, 200, 'Do you want to log out?', form)
}

function withState(target: string, state: string | undefined): string {
  const url = new URL(target)
  if (state !== undefined) url.searchParams.set('state', state)
  return url.href
}
