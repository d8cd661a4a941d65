import type { TokenResponse } from '../auth0/token-response.ts'
import type { Client, Config } from '../config/config.ts'
import { during, isServiceError, ServiceError, unavailable } from '../errors.ts'
import { clearCookie } from '../http/cookies.ts'
import { toProfile } from '../profile.ts'
import { refreshOnce } from '../sessions/lease.ts'
import type { Session, SessionContent, Sessions } from '../sessions/sessions.ts'
import type { Tenant } from '../tenant.ts'
import { sessionCeiling } from '../tokens.ts'
import { notStored } from './not-stored.ts'

/** What refreshing a cookie session needs. */
export interface SessionRefreshNeeds {
  readonly sessions: Sessions
  readonly tenant: Tenant
  readonly config: Config
  readonly clock: () => number
  readonly pause: (milliseconds: number) => Promise<void>
}

/**
 * The session with a live access token: as it is, or refreshed exactly once across instances.
 *
 * @throws ServiceError as {@link refreshSession}
 */
export async function freshSession(needs: SessionRefreshNeeds, session: Session): Promise<Session> {
  return session.accessExpiresAt * 1000 > needs.clock() ? session : refreshSession(needs, session)
}

/**
 * Refreshes a session, or waits for the instance that does.
 *
 * @throws ServiceError `invalid_token`, with the cookie cleared, when the session has ended or the tenant refuses its
 * refresh token; `temporarily_unavailable` when tenant or store do not answer: the session stays
 */
export function refreshSession(needs: SessionRefreshNeeds, session: Session): Promise<Session> {
  return during('refresh', () => refreshedSession(needs, session))
}

async function refreshedSession(needs: SessionRefreshNeeds, session: Session): Promise<Session> {
  const { sessions, config } = needs
  const client = config.clients.get(session.client)
  if (!client) throw new ServiceError('invalid_token', 'The client of this session is no more')
  const refreshed = await refreshOnce(
    session,
    {
      take: (held, owner) => sessions.takeLease(held, owner),
      release: (owner) => sessions.releaseLease(session.sid, owner),
      read: async () => (await sessions.open(session.sid)) ?? ended(client),
      work: (held, owner) => work(needs, client, held, owner),
    },
    needs,
  )
  if (refreshed.accessToken === session.accessToken) throw unavailable('The session could not be refreshed')
  return refreshed
}

async function work(needs: SessionRefreshNeeds, client: Client, held: Session, owner: string): Promise<Session> {
  const { sessions, tenant } = needs
  const response = await ask(needs, client, held).catch(async (error: unknown) => {
    if (!isServiceError(error, 'invalid_grant')) throw error
    if (await sessions.endRefused(held, owner)) return ended(client, error)
    return undefined
  })
  if (!response) return current(needs, client, held)
  const clientSecret = await tenant.sealingSecret(client)
  const commit = async (content: SessionContent, ceiling?: number) =>
    (await sessions.commit(held, owner, content, { clientSecret, ceiling }).catch(notStored)) ??
    current(needs, client, held, () => tenant.revokeQuietly(client, content.refreshToken))
  const { content, ceiling } = await prove(needs, client, held, response).catch(async (error: unknown) => {
    // The old refresh token is spent: the new one is kept, although what came with it can't be trusted now.
    const { accessToken, accessExpiresAt, idToken, profile, refreshToken } = held
    await commit({
      accessToken,
      accessExpiresAt,
      idToken,
      profile,
      refreshToken: response.refreshToken ?? refreshToken,
    })
    throw error
  })
  return commit(content, ceiling)
}

async function ask({ tenant }: SessionRefreshNeeds, client: Client, { refreshToken }: Session): Promise<TokenResponse> {
  if (refreshToken === undefined) throw new ServiceError('invalid_grant', 'This session cannot be refreshed')
  return tenant.authentication(client).refresh(refreshToken)
}

/** Proves the tenant's answer; what it leaves out stays as it was (RFC 6749 section 6). */
async function prove(
  { tenant, config }: SessionRefreshNeeds,
  client: Client,
  held: Session,
  { accessToken, accessExpiresAt, idToken, refreshToken = held.refreshToken }: TokenResponse,
): Promise<{ content: SessionContent; ceiling?: number | undefined }> {
  const renewed = { accessToken, accessExpiresAt, refreshToken }
  if (idToken === undefined) return { content: { ...renewed, idToken: held.idToken, profile: held.profile } }
  const claims = await tenant.verify(client, idToken, { subject: held.userId })
  const profile = toProfile(claims, config.customClaimsNamespaces)
  return { content: { ...renewed, idToken, profile }, ceiling: sessionCeiling(claims) }
}

/**
 * The session as another instance left it.
 *
 * @param whenGone runs when it was ended while the tenant was asked: nobody holds the new refresh token any more
 */
async function current(
  { sessions }: SessionRefreshNeeds,
  client: Client,
  held: Session,
  whenGone?: () => Promise<void>,
): Promise<Session> {
  // Where that can't be told, what the tenant issued is neither stored nor revoked.
  const found = await sessions.open(held.sid).catch(whenGone && notStored)
  if (!found) {
    await whenGone?.()
    return ended(client)
  }
  if (found.version === held.version) throw unavailable('The session is being refreshed')
  return found
}

function ended({ cookie }: Client, cause?: unknown): never {
  throw new ServiceError('invalid_token', 'The session has ended: log in again', {
    cause,
    cookies: [clearCookie(cookie)],
  })
}
