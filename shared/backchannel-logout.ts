import type { Client, Config } from './config/config.ts'
import { sparing } from './deadline.ts'
import { type EndNeeds, endLogins, ownedBy } from './end-logins.ts'
import { indexes } from './environment.ts'
import { invalidRequest, isServiceError } from './errors.ts'
import { addressOf, type LogoutTokenClaims } from './logout-token.ts'
import { observe } from './observability.ts'
import { allSettled } from './parallel.ts'
import { createTable } from './sessions/table.ts'
import { throttle } from './sessions/throttle.ts'
import type { Stage } from './stage.ts'
import { createTenant } from './tenant.ts'
import { TOLERANCE_SECONDS } from './tokens.ts'

/** The index lags behind the table, and a login may be under way: so long until it is looked at again, in milliseconds. */
const LOOK_AGAIN = 1000

/** Spared for taking a logout token back as unused, in milliseconds. */
const TAKE_BACK = 500

/** What a back-channel logout needs. */
export interface BackchannelNeeds extends EndNeeds {
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  readonly pause: (milliseconds: number) => Promise<void>
}

/** Puts it together. */
export function createBackchannelNeeds(stage: Stage): BackchannelNeeds {
  const needs = { ...stage, table: createTable(stage.table) }
  return { ...needs, tenant: createTenant(needs) }
}

/**
 * Ends here what a logout token of the tenant says has ended there: by `sid` all that descends from that session of
 * Auth0's, by `sub` alone all of the user's logins; sessions, and apps' bearers and grants too, since only what is live
 * here is honoured. It ends for the application that the token is for, and for no other.
 *
 * @throws ServiceError `invalid_request` when the token is refused or was used; `temporarily_unavailable` when that can't
 * be told or done now: the token may then be used again
 */
export async function logOutByToken(needs: BackchannelNeeds, token: string): Promise<void> {
  try {
    await logOut(needs, token)
  } catch (error) {
    // The tenant hears of a failure as of a refusal, and does not ask again: somebody should know.
    if (!isServiceError(error, 'invalid_request')) observe('backchannel_logout_failed', error)
    throw error
  }
}

async function logOut(needs: BackchannelNeeds, token: string): Promise<void> {
  const clients = clientsOf(needs.config, token)
  const [client] = clients
  if (!client) throw invalidRequest('The logout token is for none of our clients')
  const claims = await needs.tenant.verifyLogout(client, token)
  const seconds = claims.exp + TOLERANCE_SECONDS - Math.floor(needs.clock() / 1000)
  const unused = await throttle(needs, `logout token ${client.auth0Url} ${claims.jti}`, seconds, () =>
    sparing(TAKE_BACK, () => endTwice(needs, claims, clients)),
  )
  if (!unused) throw invalidRequest('The logout token was used before')
}

/** Several clients of ours may be one application of the tenant. */
function clientsOf({ clients }: Config, token: string): readonly Client[] {
  const { issuer, clientId } = addressOf(token)
  return [...clients.values()].filter((client) => client.clientId === clientId && `${client.auth0Url}/` === issuer)
}

async function endTwice(needs: BackchannelNeeds, claims: LogoutTokenClaims, clients: readonly Client[]): Promise<void> {
  const { table, pause } = needs
  const end = async () => {
    const keys = await (claims.sid === undefined
      ? table.keys(indexes.byUser, 'userId', claims.sub ?? '')
      : table.keys(indexes.bySid, 'auth0Sid', claims.sid))
    await endLogins(needs, keys, ownedBy(clients, claims.sub))
  }
  // What the first look has found is being revoked while the second one waits.
  await allSettled([end(), pause(LOOK_AGAIN).then(end)])
}
