import type { Core } from '../core.ts'
import type { StoredModel } from '../options.ts'
import { sendLogoutToken } from './backchannel.ts'

/**
 * Ends a browser session and tells every application that took part in it. Refresh tokens live on, as at Auth0.
 *
 * @param sid the session's id, as in the ID tokens
 * @returns whether there was such a session
 */
export async function endSession(core: Core, sid: string): Promise<boolean> {
  const session = core.store.list('Session').find(({ payload }) => payload['uid'] === sid)
  if (!session) return false
  await end(core, session)
  return true
}

/** Ends every session of a user, as a changed password or a deleted user does. */
export async function endSessionsOf(core: Core, userId: string): Promise<void> {
  const sessions = core.store.list('Session').filter(({ payload }) => payload['accountId'] === userId)
  await Promise.all(sessions.map((session) => end(core, session)))
}

async function end(core: Core, { id, payload }: StoredModel): Promise<void> {
  core.store.delete('Session', id)
  const { uid, accountId, authorizations } = payload
  if (typeof uid !== 'string' || typeof accountId !== 'string') return
  const clientIds = Object.keys(Object(authorizations))
  await Promise.all(clientIds.map((clientId) => sendLogoutToken(core, { clientId, sub: accountId, sid: uid })))
}
