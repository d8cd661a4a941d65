import { logOutByToken } from '#shared/backchannel-logout'
import { invalidToken } from '#shared/http/access'
import type { HttpEvent } from '#shared/http/request'
import { openBrowserSession, openBrowserSessions } from '#shared/http/session-cookie'
import { answerLogin } from '#shared/login/answer'
import { completePasswordLogin } from '#shared/login/complete'
import { endBrowserSessions } from '#shared/login/end-sessions'
import { endAppLogin } from '#shared/logout'
import { endUserHere } from '#shared/management/end-user'
import { judgeUserId } from '#shared/management/user-id'
import { refreshByToken } from '#shared/refresh/by-token'
import { freshSession, refreshSession } from '#shared/refresh/session'
import type { Session } from '#shared/sessions/sessions'
import { httpEvent } from '../shared/support/event.ts'
import { signToken } from '../shared/support/signing.ts'
import type { Browser, World } from './world.ts'

/** `POST /refreshtoken` and `/userinfo` of a browser. */
export async function browserRefresh(
  { services }: World,
  sid: string,
  refresh: typeof freshSession = refreshSession,
): Promise<Session> {
  const found = await openBrowserSession(browserEvent(sid), services)
  if (!found) throw invalidToken()
  return refresh(services, found.session)
}

export function userinfo(world: World, sid: string): Promise<Session> {
  return browserRefresh(world, sid, freshSession)
}

/** `POST /logout` of a browser. */
export async function browserLogout({ services, sids, over }: World, sid: string): Promise<void> {
  await endBrowserSessions(services, await openBrowserSessions(browserEvent(sid), services))
  over.add(sids.get(sid) ?? '')
}

/** A website's login by password; the cookie that the browser has comes along. */
export async function websiteLogin(world: World, browser: Browser, name: string): Promise<void> {
  const { services, jars, sids, over } = world
  const previous = jars.get(browser)
  const login = await passwordLogin(world, 'site', name)
  const { cookies = [] } = await answerLogin(services, browserEvent(previous), login)
  over.add(sids.get(previous ?? '') ?? '')
  const sid = cookies.join().match(/^sid=([^;]+)/)?.[1] ?? ''
  jars.set(browser, sid)
  sids.set(sid, name)
}

/** An app's login by password. */
export async function appLogin(world: World): Promise<void> {
  const { body = '' } = await answerLogin(world.services, httpEvent(), await passwordLogin(world, 'app', 'app'))
  world.app.push(JSON.parse(body))
}

/** `POST /refreshtoken` of the app, with the newest refresh token that it has. */
export async function appRefresh({ services, app }: World): Promise<void> {
  const { accessToken, refreshToken = '' } = await refreshByToken(services, httpEvent(), app.at(-1)?.refreshToken ?? '')
  app.push({ accessToken, refreshToken })
}

/** `POST /logout` of the app. */
export async function appLogout({ services, app, over }: World, withRefreshToken: boolean): Promise<void> {
  const { accessToken = '', refreshToken } = app.at(-1) ?? {}
  await endAppLogin(services, httpEvent(), accessToken, withRefreshToken ? refreshToken : undefined)
  over.add('app')
}

/** `DELETE /sessions/{userId}`, as far as it concerns the table. */
export async function revokeUser({ services, user, table, sids, over }: World): Promise<void> {
  const logins = ['app', ...sids.values()]
  await endUserHere({ ...services, table }, judgeUserId(user))
  for (const login of logins) over.add(login)
}

/** `POST /backchannel-logout`: all of the user's logins have ended at the tenant. */
export async function backchannelLogout({ services, user, sids, over }: World, name: string): Promise<void> {
  const logins = ['app', ...sids.values()]
  const iat = Math.floor(services.clock() / 1000)
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  const of = { iss: 'https://tenant.eu.auth0.com/', aud: 'client-id', sub: user, iat, exp: iat + 120, jti: name + user }
  await logOutByToken(services, signToken({ ...of, events }, { typ: 'logout+jwt' }))
  for (const login of logins) over.add(login)
}

function passwordLogin({ services }: World, type: string, username: string) {
  const client = services.config.clients.get(type)
  if (!client) throw new Error(`There is no client ${type}`)
  const login = { username, password: 'password', connection: undefined, address: '203.0.113.7' }
  return completePasswordLogin(services, client, login)
}

function browserEvent(sid: string | undefined): HttpEvent {
  return httpEvent(sid === undefined ? {} : { cookies: [`sid=${sid}`] })
}
