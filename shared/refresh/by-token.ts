import { namedCaller } from '../config/clients.ts'
import { invalidToken, requireSameClient } from '../http/access.ts'
import { bearerToken, callNaming, type HttpEvent } from '../http/request.ts'
import { fingerprint } from '../seal.ts'
import type { Bearers } from '../sessions/bearers.ts'
import type { Grant } from '../sessions/grant-item.ts'
import { type TokenAnswer, toAnswer } from '../token-answer.ts'
import { type GrantRefreshNeeds, refreshGrant } from './grant.ts'

/**
 * Refreshes an app's tokens by the refresh token it holds.
 *
 * @throws ServiceError `invalid_token` when we did not hand it out (the tenant is not asked), or when a bearer comes
 * along that was not handed out with it; whatever {@link refreshGrant} throws
 */
export async function refreshByToken(
  needs: GrantRefreshNeeds,
  event: HttpEvent,
  refreshToken: string,
): Promise<TokenAnswer> {
  const grant = await openGrant(needs, event, refreshToken)
  return toAnswer(await refreshGrant(needs, grant))
}

/**
 * Opens a grant for whoever presents its refresh token.
 *
 * @throws ServiceError `invalid_token` when there is none, or no more; whatever {@link findGrant} throws
 */
export async function openGrant(
  needs: Pick<GrantRefreshNeeds, 'grants' | 'bearers' | 'config'>,
  event: HttpEvent,
  refreshToken: string,
): Promise<Grant> {
  const grant = await findGrant(needs, event, refreshToken)
  if (!grant) throw invalidToken()
  return grant
}

/**
 * The same for whoever can do without.
 *
 * @returns undefined when there is none, or no more
 * @throws ServiceError `invalid_token` when a bearer comes along that was not handed out with it, `invalid_client` when the
 * caller names another client
 */
export async function findGrant(
  { grants, bearers, config }: Pick<GrantRefreshNeeds, 'grants' | 'bearers' | 'config'>,
  event: HttpEvent,
  refreshToken: string,
): Promise<Grant | undefined> {
  const named = namedCaller(config, callNaming(event))
  const grant = await grants.open(refreshToken)
  if (!grant) return undefined
  requireSameClient(named, grant.client)
  const token = bearerToken(event)
  if (token !== undefined) await requirePair(bearers, grant, token)
  return grant
}

/** The bearer may have expired, since that is when one refreshes; but it must descend from the same login. */
async function requirePair(bearers: Bearers, grant: Grant, accessToken: string): Promise<void> {
  if (fingerprint(accessToken) === grant.bearer) return
  const bearer = await bearers.find(accessToken)
  if (bearer?.family !== grant.family) throw invalidToken()
}
