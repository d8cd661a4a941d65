import type { Client, Config } from '../config/config.ts'
import { isServiceError, ServiceError, unavailable } from '../errors.ts'
import { clearCookie } from '../http/cookies.ts'
import { toProfile } from '../profile.ts'
import { refreshOnce } from '../sessions/lease.ts'
import type { Session, SessionContent, Sessions } from '../sessions/sessions.ts'
import type { Tenant } from '../tenant.ts'

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
export async function refreshSession(needs: SessionRefreshNeeds, session: Session): Promise<Session> {
  const { sessions, config } = needs
  const client = config.clients.get(session.client)
  if (!client) throw new ServiceError('invalid_token', 'The client of this session is no more')
  return refreshOnce(
    session,
    {
      take: (held, owner) => sessions.takeLease(held, owner),
      release: (owner) => sessions.releaseLease(session.sid, owner),
      read: async () => (await sessions.open(session.sid)) ?? ended(client),
      work: (held, owner) => work(needs, client, held, owner),
    },
    needs,
  )
}

async function work(needs: SessionRefreshNeeds, client: Client, held: Session, owner: string): Promise<Session> {
  const { sessions, tenant } = needs
  const content = await ask(needs, client, held).catch(async (error: unknown) => {
    if (!isServiceError(error, 'invalid_grant')) throw error
    if (await sessions.endRefused(held, owner)) return ended(client, error)
    return undefined
  })
  const committed = content && (await sessions.commit(held, owner, content))
  if (committed) return committed
  const current = await sessions.open(held.sid)
  if (!current) {
    // It was ended while the tenant was asked: nobody holds the new refresh token any more.
    await tenant.revokeQuietly(client, content?.refreshToken)
    return ended(client)
  }
  if (current.version === held.version) throw unavailable('The session is being refreshed')
  return current
}

/** Asks the tenant and proves its answer; what it leaves out stays as it was (RFC 6749 section 6). */
async function ask({ tenant, config }: SessionRefreshNeeds, client: Client, held: Session): Promise<SessionContent> {
  if (held.refreshToken === undefined) throw new ServiceError('invalid_grant', 'This session cannot be refreshed')
  const { accessToken, accessExpiresAt, idToken, refreshToken } = await tenant
    .authentication(client)
    .refresh(held.refreshToken)
  const renewed = { accessToken, accessExpiresAt, refreshToken: refreshToken ?? held.refreshToken }
  if (idToken === undefined) return { ...renewed, idToken: held.idToken, profile: held.profile }
  const claims = await tenant.verify(client, idToken, { subject: held.userId })
  return { ...renewed, idToken, profile: toProfile(claims, config.customClaimsNamespaces) }
}

function ended({ cookie }: Client, cause?: unknown): never {
  throw new ServiceError('invalid_token', 'The session has ended: log in again', {
    cause,
    cookies: [clearCookie(cookie)],
  })
}
