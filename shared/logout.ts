import { logoutUrl } from './auth0/urls.ts'
import { namedCaller } from './config/clients.ts'
import type { Client } from './config/config.ts'
import { revokeEnded } from './end-logins.ts'
import { invalidToken, requireSameClient } from './http/access.ts'
import { callNaming, type HttpEvent } from './http/request.ts'
import { judgeRedirect } from './login/redirect.ts'
import type { LoginServices } from './login/services.ts'
import { findGrant } from './refresh/by-token.ts'
import { grantKey } from './sessions/grants.ts'
import { itemKey } from './sessions/key.ts'

/**
 * Ends an app's login by its bearer, and by its refresh token when that comes along: every access and refresh token
 * that descends from the login ends here, the refresh token at the tenant too. The bearer alone is enough: a logout that
 * ended the refresh token, and failed at the rest, is finished when it is asked for again.
 *
 * @param refreshToken one that is unknown here stays as it is
 * @throws ServiceError `invalid_token` when the bearer is none of ours, or of another login than the refresh token
 */
export async function endAppLogin(
  services: LoginServices,
  event: HttpEvent,
  accessToken: string,
  refreshToken: string | undefined,
): Promise<void> {
  const { grants, tenant, config } = services
  const grant = refreshToken === undefined ? undefined : await findGrant(services, event, refreshToken)
  if (refreshToken === undefined || !grant) return endByBearer(services, event, accessToken)
  const known = [itemKey('bearer', accessToken), grantKey(refreshToken)]
  const ended = await grants.endFamily(grant, known)
  const client = config.clients.get(grant.client)
  // Where the table does not say whether the grant has ended, whoever asks again may not be known any more.
  if (client && !ended.items.some(({ revocable }) => revocable !== undefined)) {
    await tenant.revokeQuietly(client, grant.answer?.refreshToken ?? grant.rotatedTo ?? refreshToken)
  }
  await revokeEnded(services, ended)
}

async function endByBearer(services: LoginServices, event: HttpEvent, accessToken: string): Promise<void> {
  const { bearers, grants, config } = services
  const named = namedCaller(config, callNaming(event))
  const bearer = await bearers.open(accessToken)
  if (!bearer) throw invalidToken()
  requireSameClient(named, bearer.client)
  const known = [itemKey('bearer', accessToken), ...(bearer.grant === undefined ? [] : [bearer.grant])]
  await revokeEnded(services, await grants.endFamily(bearer, known))
}

/**
 * Where a browser goes to log out of the tenant too.
 *
 * @param query of `/logout`: a `redirect` that must not be followed is dropped, `federated` is passed on
 */
export function tenantLogout(client: Client, query: URLSearchParams): string {
  const [wanted = '', ...more] = query.getAll(query.has('redirect') ? 'redirect' : 'redirectUri')
  const redirect = more.length === 0 ? judgeRedirect(client, wanted) : undefined
  const returnTo = redirect && new URL(redirect, new URL(client.redirectUrl).origin).href
  return logoutUrl(client, { returnTo, federated: query.has('federated') })
}
