import type { HttpEvent } from '../http/request.ts'
import { openBrowserSessions, sessionCookie } from '../http/session-cookie.ts'
import { randomSecret } from '../seal.ts'
import { capSessions } from './cap.ts'
import { endBrowserSessions } from './end-sessions.ts'
import { type ProvedTokens, startSession } from './issue.ts'
import type { LoginServices } from './services.ts'
import { storeLogin } from './store.ts'

/**
 * Ends a website's login in a cookie session under a new id, and ends the session whose cookie came along, so that a
 * planted or forgotten one never lives on (OWASP Session Management, "Renew the Session ID"), and those beyond the cap.
 *
 * @returns the new session id and the `Set-Cookie` value that carries it
 */
export async function arriveAtWebsite(
  services: LoginServices,
  event: HttpEvent,
  login: ProvedTokens,
): Promise<{ sid: string; cookie: string }> {
  const { config, sessions, sessionSeconds, clock } = services
  const lifetime = login.client.sessionSeconds ?? sessionSeconds
  const sid = randomSecret()
  const session = await storeLogin(services, login, {
    async store() {
      const started = await startSession({ sessions, namespaces: config.customClaimsNamespaces, lifetime }, login, sid)
      // A login that leaves a planted session alive is none.
      await endPrevious(services, event, login)
      return started
    },
    undo: () => sessions.forget(sid),
  })
  await capSessions(services, login.client, session)
  return { sid, cookie: sessionCookie(login.client, session, clock()) }
}

async function endPrevious(services: LoginServices, event: HttpEvent, { client }: ProvedTokens): Promise<void> {
  const previous = await openBrowserSessions(event, services, client)
  await endBrowserSessions(
    services,
    previous.filter(({ client: owner }) => owner.cookie.name === client.cookie.name),
  )
}
