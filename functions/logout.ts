import * as v from 'valibot'
import { invalidToken, requireSameClient } from '#shared/access'
import { namedCaller, resolveCaller } from '#shared/config/clients'
import { clearCookie } from '#shared/http/cookies'
import { endpoint } from '#shared/http/endpoint'
import { requireNavigation, requireOwnOrigin } from '#shared/http/origin'
import { bodyParameters, parameter } from '#shared/http/parameters'
import { bearerToken, callNaming, type HttpEvent, navigationNaming, query } from '#shared/http/request'
import { type HttpResult, noContent, redirect } from '#shared/http/responses'
import { openBrowserSession } from '#shared/http/session-cookie'
import { createLoginServices } from '#shared/login/services'
import { endAppLogin, endBrowserSession, tenantLogout } from '#shared/logout'
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
  const named = namedCaller(config, callNaming(event))
  const found = await openBrowserSession(event, services, named?.client)
  if (!found) throw invalidToken()
  requireSameClient(named, found.client.type)
  requireOwnOrigin(event, found.client)
  await endBrowserSession(services, found)
  return noContent({ cookies: [clearCookie(found.client.cookie)] })
}

/** Without a live session the browser still leaves the tenant, and loses a cookie that opens nothing. */
async function byNavigation(event: HttpEvent): Promise<HttpResult> {
  requireNavigation(event)
  const naming = navigationNaming(event)
  const named = namedCaller(config, naming)
  const found = await openBrowserSession(event, services, named?.client)
  if (found) {
    requireSameClient(named, found.client.type)
    await endBrowserSession(services, found)
  }
  const client = found?.client ?? resolveCaller(config, naming).client
  return redirect(tenantLogout(client, query(event)), { cookies: [clearCookie(client.cookie)] })
}

export const handler = endpoint(logout, { body: true, identify: (event) => namedCaller(config, callNaming(event)) })
