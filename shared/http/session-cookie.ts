import type { Client, Config } from '../config/config.ts'
import { ServiceError } from '../errors.ts'
import { observe } from '../observability.ts'
import { allSettled } from '../parallel.ts'
import type { Session, Sessions } from '../sessions/sessions.ts'
import { isSecretShaped, setCookie } from './cookies.ts'
import { cookieValues, type HttpEvent } from './request.ts'

/** More cookies of one name than this are somebody's game: no more of them are looked up. */
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
 * @throws ServiceError `invalid_token` when several cookies of one name open live sessions, or may: one was planted
 */
export async function openBrowserSession(
  event: HttpEvent,
  services: { config: Config; sessions: Sessions },
  first?: Client,
): Promise<BrowserSession | undefined> {
  const [found, ...more] = await openBrowserSessions(event, services, first)
  // Enough planted cookies, of which one opens a session, would bury the browser's own.
  const unseen = found && sidsOf(event, found.client.cookie.name).length > MOST_VALUES
  if (unseen || more.length > 0) {
    throw new ServiceError('invalid_token', 'Several sessions came along: which one is meant?')
  }
  return found
}

/** Opens every session that cookies of one name bring along: a login or a logout ends them all. */
export async function openBrowserSessions(
  event: HttpEvent,
  { config, sessions }: { config: Config; sessions: Sessions },
  first: Client | undefined = config.defaultClient,
): Promise<readonly BrowserSession[]> {
  const clients = [...(first ? [first] : []), ...config.clients.values()]
  for (const name of new Set(clients.map(({ cookie }) => cookie.name))) {
    const opened = await allSettled(
      sidsOf(event, name)
        .slice(0, MOST_VALUES)
        .map((sid) => sessions.open(sid)),
    )
    const live = opened.flatMap((session) => ofCookie(config, name, session))
    if (live.length > 0) return live
  }
  return []
}

/**
 * Counts a use of a session against its client's idle limit. What the request asks for was read well: it goes on when this
 * can't be written, and only the log tells.
 */
export async function countUse(sessions: Sessions, { session, client }: BrowserSession): Promise<void> {
  const idle = client.sessionIdleSeconds
  if (idle === undefined) return
  await sessions.touch(session, idle).catch((error: unknown) => observe('touch_failed', error))
}

/**
 * The `Set-Cookie` value that hands a session to the browser, until the end that no use puts off.
 *
 * @param now milliseconds since the epoch
 */
export function sessionCookie({ cookie }: Client, { sid, endsAt }: Session, now: number): string {
  return setCookie(cookie, sid, endsAt - Math.floor(now / 1000))
}

function sidsOf(event: HttpEvent, name: string): readonly string[] {
  return [...new Set(cookieValues(event, name).filter(isSecretShaped))]
}

function ofCookie(config: Config, name: string, session: Session | undefined): BrowserSession[] {
  const client = session && config.clients.get(session.client)
  return session && client?.cookie.name === name ? [{ session, client }] : []
}
