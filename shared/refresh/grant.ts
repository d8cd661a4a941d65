import type { TokenResponse } from '../auth0/token-response.ts'
import type { Client, Config } from '../config/config.ts'
import { during, isServiceError, ServiceError, unavailable } from '../errors.ts'
import { allSettled } from '../parallel.ts'
import { toProfile } from '../profile.ts'
import type { Bearers } from '../sessions/bearers.ts'
import type { Tokens } from '../sessions/content.ts'
import type { Grant, GrantAnswer } from '../sessions/grant-item.ts'
import type { Grants } from '../sessions/grants.ts'
import { handOut, takeBack } from '../sessions/hand-out.ts'
import { refreshOnce } from '../sessions/lease.ts'
import type { Tenant } from '../tenant.ts'
import { notStored } from './not-stored.ts'

/** What refreshing an app's tokens needs. */
export interface GrantRefreshNeeds {
  readonly grants: Grants
  readonly bearers: Bearers
  readonly tenant: Tenant
  readonly config: Config
  /** How long the answer to a used refresh token is given again, in seconds. */
  readonly replaySeconds: number
  readonly clock: () => number
  readonly pause: (milliseconds: number) => Promise<void>
}

/**
 * The new tokens for an app's refresh token: asked of the tenant exactly once across instances. A used token gets the
 * same answer again within the replay window; later it looks stolen and goes on to the tenant, whose reuse detection
 * ends the family (Auth0 "Refresh Token Rotation").
 *
 * @throws ServiceError `invalid_token` when the tenant refuses it: its whole family is then ended here too
 */
export function refreshGrant(needs: GrantRefreshNeeds, grant: Grant): Promise<Tokens> {
  return during('refresh', () => refreshedTokens(needs, grant))
}

async function refreshedTokens(needs: GrantRefreshNeeds, grant: Grant): Promise<Tokens> {
  const { grants, config, clock, replaySeconds } = needs
  const client = config.clients.get(grant.client)
  if (!client) throw ended()
  if (grant.answer && clock() < ((grant.usedAt ?? 0) + replaySeconds) * 1000) return grant.answer
  const refreshed = await refreshOnce(
    grant,
    {
      take: (held, owner) => grants.takeLease(held, owner),
      release: (owner) => grants.releaseLease(grant.refreshToken, owner),
      read: async () => (await grants.open(grant.refreshToken)) ?? Promise.reject(ended()),
      work: (held, owner) => work(needs, client, held, owner),
    },
    needs,
  )
  if (!refreshed.answer) throw unavailable('These tokens could not be refreshed')
  return refreshed.answer
}

async function work(needs: GrantRefreshNeeds, client: Client, held: Grant, owner: string): Promise<Grant> {
  const { grants, bearers, tenant } = needs
  const asked = held.rotatedTo ?? held.refreshToken
  const response = await tenant
    .authentication(client)
    .refresh(asked)
    .catch(async (error: unknown) => {
      if (!isServiceError(error, 'invalid_grant')) throw error
      // One that is gone was ended by a call whose answer was lost, or by somebody who ends its family too.
      const isOver = (await grants.endRefused(held, owner)) || !(await grants.open(held.refreshToken))
      if (!isOver) return undefined
      const successors = held.successor === undefined ? [] : [held.successor]
      const { failures } = await grants.endFamily(held, successors)
      for (const failure of failures) throw failure
      throw ended(error)
    })
  if (!response) return currentGrant(grants, held)
  const clientSecret = await tenant.sealingSecret(client)
  const proved = await prove(needs, client, held, response).catch(async (error: unknown) => {
    // The old refresh token is spent: the new one is kept, although what came with it can't be trusted now.
    const kept = await grants.commitUnproved(held, owner, response.refreshToken ?? asked, clientSecret).catch(notStored)
    if (!kept) await currentGrant(grants, held, () => tenant.revokeQuietly(client, response.refreshToken))
    throw error
  })
  const renewed = { ...proved, clientSecret }
  // The new tokens stand in the table before anybody can get them from the used one.
  const stores = { bearers, grants: renewed.rotated ? grants : undefined }
  await handOut(stores, { ...held, ...renewed }).catch(notStored)
  const committed = await grants.commit(held, owner, renewed).catch(notStored)
  return committed ?? currentGrant(grants, held, () => discard(needs, client, renewed.tokens))
}

/** Proves the tenant's answer; what it leaves out stays as it was (RFC 6749 section 6). */
async function prove(
  { tenant, config }: GrantRefreshNeeds,
  client: Client,
  held: Grant,
  response: TokenResponse,
): Promise<GrantAnswer> {
  const { accessToken, accessExpiresAt, idToken = held.idToken } = response
  const refreshToken = response.refreshToken ?? held.rotatedTo ?? held.refreshToken
  const tokens = { accessToken, accessExpiresAt, idToken, refreshToken }
  const rotated = refreshToken !== held.refreshToken
  if (response.idToken === undefined) return { tokens, profile: held.profile, rotated }
  const claims = await tenant.verify(client, idToken, { subject: held.userId })
  return { tokens, profile: toProfile(claims, config.customClaimsNamespaces), rotated }
}

/**
 * The grant as another instance left it.
 *
 * @param whenGone runs when it was ended while the tenant was asked: nobody may use what it answered
 */
async function currentGrant(grants: Grants, held: Grant, whenGone?: () => Promise<void>): Promise<Grant> {
  // Where that can't be told, what the tenant issued is neither stored nor revoked.
  const current = await grants.open(held.refreshToken).catch(whenGone && notStored)
  if (!current) {
    await whenGone?.()
    throw ended()
  }
  if (current.version === held.version) throw unavailable('These tokens are being refreshed')
  return current
}

/** The grant was ended while the tenant was asked: nobody may use what it answered. */
async function discard({ grants, bearers, tenant }: GrantRefreshNeeds, client: Client, tokens: Tokens): Promise<void> {
  await allSettled([takeBack({ bearers, grants }, tokens), tenant.revokeQuietly(client, tokens.refreshToken)])
}

function ended(cause?: unknown): ServiceError {
  return new ServiceError('invalid_token', 'The refresh token is not valid here: log in again', { cause })
}
