import type { Client, Config } from '../config/config.ts'
import { ServiceError } from '../errors.ts'
import type { Session, Sessions } from '../sessions/sessions.ts'
import { isSecretShaped } from './cookies.ts'
import { cookieValues, type HttpEvent } from './request.ts'

/** More cookies of one name than this are somebody's game. */
const MOST_VALUES = 4

/** The session that a browser's cookie opens, and its client. */
export interface BrowserSession {
  readonly session: Session
  readonly client: Client
}

/**
 * Opens the session of the browser's cookie.
 *
 * @param first the client whose cookie is looked at first, where clients have cookies of different names
 * @returns undefined when no cookie opens a live session
 * @throws ServiceError `invalid_token` when several cookies of one name open live sessions: one was planted
 */
export async function openBrowserSession(
  event: HttpEvent,
  { config, sessions }: { config: Config; sessions: Sessions },
  first: Client | undefined = config.defaultClient,
): Promise<BrowserSession | undefined> {
  const clients = [...(first ? [first] : []), ...config.clients.values()]
  for (const name of new Set(clients.map(({ cookie }) => cookie.name))) {
    const values = new Set(cookieValues(event, name).filter(isSecretShaped))
    const opened = await Promise.all([...values].slice(0, MOST_VALUES).map((sid) => sessions.open(sid)))
    const live = opened.flatMap((session) => ofCookie(config, name, session))
    if (live.length > 1) throw new ServiceError('invalid_token', 'Several sessions came along: which one is meant?')
    if (live[0]) return live[0]
  }
  return undefined
}

function ofCookie(config: Config, name: string, session: Session | undefined): BrowserSession[] {
  const client = session && config.clients.get(session.client)
  return session && client?.cookie.name === name ? [{ session, client }] : []
}
