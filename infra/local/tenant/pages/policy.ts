import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import type { Core } from '../core.ts'
import { text } from '../http/context.ts'
import { refusals } from '../oauth/errors.ts'

/**
 * When the login page is shown: oidc-provider's reasons (no session, prompt=login, max_age) and one more, a session
 * whose user does not belong to the connections that this request may use. Applications are first-party: no consent.
 */
export function loginPolicy(core: Core): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base()
  policy.remove('consent')
  const check = new interactionPolicy.Check(
    'other_connection',
    'the session belongs to another connection',
    'login_required',
    (ctx) => isForeign(core, ctx),
  )
  policy.get('login')?.checks.add(check)
  return policy
}

function isForeign(core: Core, ctx: KoaContextWithOIDC): boolean {
  const { session, client, params } = ctx.oidc
  const user = core.users.get(session?.accountId ?? '')
  return user !== undefined && !connectionsFor(core, client?.clientId, params?.['connection']).includes(user.connection)
}

/** The connections whose users may log in: the named one if the application has it enabled, else all enabled ones. */
export function connectionsFor(core: Core, clientId: unknown, connection: unknown): readonly string[] {
  const enabled = core.applications.get(String(clientId))?.allowedConnections ?? []
  const named = text(connection)
  return named === undefined ? enabled : enabled.filter((name) => name === named)
}

/** Refuses a `connection` that the tenant does not have or the application may not use, back at the application. */
export function checkConnection(core: Core) {
  return (_ctx: KoaContextWithOIDC, connection: string | undefined, client: { clientId: string }): void => {
    if (connection === undefined) return
    if (!core.connections.includes(connection)) throw refusals.invalidRequest('the connection was not found')
    if (connectionsFor(core, client.clientId, connection).length === 0) {
      throw refusals.invalidRequest('the connection is not enabled')
    }
  }
}
