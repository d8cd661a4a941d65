import type { Client } from '../config/config.ts'
import { withDeadline } from '../deadline.ts'
import { type EndNeeds, endLogins, ownedBy } from '../end-logins.ts'
import { indexes } from '../environment.ts'
import { observe } from '../observability.ts'
import { type Session, sessionKey } from '../sessions/sessions.ts'

/** The login is done: nobody waits longer than this for the end of others, in milliseconds. */
const MILLISECONDS = 3000

/**
 * Ends what a new session is one too many for, where the configuration has a cap (`sessionsPerUser`): of the user's other
 * cookie sessions those that would end first. A failure is only written to the log, for it is no reason to refuse a login.
 *
 * @param client the new session's; clients of other tenants have other users
 */
export async function capSessions(needs: EndNeeds, client: Client, session: Session): Promise<void> {
  const cap = needs.config.sessionsPerUser
  if (cap === undefined) return
  await withDeadline(MILLISECONDS, () => endBeyond(needs, client, session, cap)).catch((error: unknown) =>
    observe('session_cap_failed', error),
  )
}

async function endBeyond(needs: EndNeeds, client: Client, { sid, userId }: Session, cap: number): Promise<void> {
  const keys = await needs.table.keys(indexes.byUser, 'userId', userId)
  // They come in the order of their ends, and the index may not show the new one yet.
  const others = keys.filter((key) => key.startsWith('session#') && key !== sessionKey(sid))
  const beyond = others.slice(0, Math.max(0, others.length - (cap - 1)))
  const ofTenant = [...needs.config.clients.values()].filter(({ auth0Url }) => auth0Url === client.auth0Url)
  await endLogins(needs, beyond, ownedBy(ofTenant, userId))
}
