import type { BrowserSession } from '../http/session-cookie.ts'
import { allSettled } from '../parallel.ts'
import type { Session, Sessions } from '../sessions/sessions.ts'
import type { LoginServices } from './services.ts'

/**
 * Ends a browser's sessions here, then their refresh tokens at the tenant; a failing tenant keeps none alive.
 *
 * @throws ServiceError `temporarily_unavailable` when one of them may not have ended; what the others held is revoked
 */
export async function endBrowserSessions(
  { sessions, tenant }: Pick<LoginServices, 'sessions' | 'tenant'>,
  found: readonly BrowserSession[],
): Promise<void> {
  const ends = found.map(async ({ session, client }) => {
    const ending = sessions.end(session)
    const ended = await ending.catch(async () => ((await lives(sessions, session)) ? undefined : session))
    await tenant.revokeQuietly(client, ended?.refreshToken)
    await ending
  })
  await allSettled(ends)
}

/**
 * The table did not say whether a session has ended: an answer may have been lost. One that is gone must be revoked now,
 * since nobody can ask for it again; where that can't be told either, so must one that was to end.
 */
async function lives(sessions: Sessions, { sid }: Session): Promise<boolean> {
  return sessions.open(sid).then(
    (found) => found !== undefined,
    () => false,
  )
}
