import * as v from 'valibot'
import { type Naming, namedCaller, resolveCaller } from '#shared/config/clients'
import { invalidToken, requireSameClient } from '#shared/http/access'
import { clearCookie } from '#shared/http/cookies'
import { endpoint } from '#shared/http/endpoint'
import { requireNavigation, requireOwnOrigin } from '#shared/http/origin'
import { bodyParameters, parameter } from '#shared/http/parameters'
import { bearerToken, callNaming, type HttpEvent, navigationNaming } from '#shared/http/request'
import { type HttpResult, noContent, redirect } from '#shared/http/responses'
import { type BrowserSession, openBrowserSessions } from '#shared/http/session-cookie'
import { endBrowserSessions } from '#shared/login/end-sessions'
import { createLoginServices } from '#shared/login/services'
import { endAppLogin, tenantLogout } from '#shared/logout'
import { openStage } from '#shared/stage'

const services = createLoginServices(openStage())
const { config } = services

const Body = v.object({ refresh_token: parameter, refreshToken: parameter })

/** `GET` and `POST /logout`: an app's by bearer, a browser's by cookie. */
async function logout(event: HttpEvent): Promise<HttpResult> {
  const accessToken = bearerToken(event)
  if (accessToken !== undefined) {
    const body = bodyParameters(event, Body)
    await endAppLogin(services, event, accessToken, body.refresh_token ?? body.refreshToken)
    return noContent()
  }
  return event.requestContext.http.method === 'POST' ? byFetch(event) : byNavigation(event)
}

/** A page that logs out without leaving: it needs no redirect, but must be of the session's own origin. */
async function byFetch(event: HttpEvent): Promise<HttpResult> {
  const found = await openSessions(event, callNaming(event))
  const [first] = found
  if (!first) throw invalidToken()
  for (const { client } of found) requireOwnOrigin(event, client)
  await endBrowserSessions(services, found)
  return noContent({ cookies: [clearCookie(first.client.cookie)] })
}

/** Without a live session the browser still leaves the tenant, and loses a cookie that opens nothing. */
async function byNavigation(event: HttpEvent): Promise<HttpResult> {
  requireNavigation(event)
  const naming = navigationNaming(event)
  const found = await openSessions(event, naming)
  await endBrowserSessions(services, found)
  const client = found[0]?.client ?? resolveCaller(config, naming).client
  return redirect(tenantLogout(client, new URLSearchParams(event.rawQueryString)), {
    cookies: [clearCookie(client.cookie)],
  })
}

/** All sessions that came along, a planted one among them; naming another client is refused. */
async function openSessions(event: HttpEvent, naming: Naming): Promise<readonly BrowserSession[]> {
  const named = namedCaller(config, naming)
  const found = await openBrowserSessions(event, services, named?.client)
  for (const { client } of found) requireSameClient(named, client.type)
  return found
}

export const handler = endpoint(logout, { body: true, identify: (event) => namedCaller(config, callNaming(event)) })
