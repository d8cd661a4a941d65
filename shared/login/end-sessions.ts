import type { BrowserSession } from '../http/session-cookie.ts'
import { allSettled } from '../parallel.ts'
import type { LoginServices } from './services.ts'

/**
 * Ends a browser's sessions here, then their refresh tokens at the tenant; a failing tenant keeps none alive. Where the
 * table does not say whether a session has ended it is revoked all the same: it may be gone, and its token with it.
 *
 * @throws ServiceError `temporarily_unavailable` when one of them may not have ended
 */
export async function endBrowserSessions(
  { sessions, tenant }: Pick<LoginServices, 'sessions' | 'tenant'>,
  found: readonly BrowserSession[],
): Promise<void> {
  const ends = found.map(async ({ session, client }) => {
    const ending = sessions.end(session)
    // Between reading and ending it a refresh may have come.
    const { refreshToken } = await ending.catch(() => session)
    await tenant.revokeQuietly(client, refreshToken)
    return ending
  })
  await allSettled(ends)
}
