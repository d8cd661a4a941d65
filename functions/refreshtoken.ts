import * as v from 'valibot'
import { namedCaller } from '#shared/config/clients'
import { invalidRequest } from '#shared/errors'
import { requireBrowserSession } from '#shared/http/access'
import { endpoint } from '#shared/http/endpoint'
import { bodyParameters, parameter } from '#shared/http/parameters'
import { bearerToken, callNaming, type HttpEvent } from '#shared/http/request'
import { type HttpResult, json } from '#shared/http/responses'
import { sessionCookie } from '#shared/http/session-cookie'
import { createLoginServices } from '#shared/login/services'
import { refreshByToken } from '#shared/refresh/by-token'
import { refreshSession } from '#shared/refresh/session'
import type { Session } from '#shared/sessions/sessions'
import { openStage } from '#shared/stage'
import { toRfc3339 } from '#shared/token-answer'

const services = createLoginServices(openStage())
const { config, clock, replaySeconds } = services

const Body = v.object({ refresh_token: parameter, refreshToken: parameter })

/** `POST /refreshtoken`: new tokens for an app that holds a refresh token, else a renewed session for a browser. */
async function refreshtoken(event: HttpEvent): Promise<HttpResult> {
  const body = bodyParameters(event, Body)
  const refreshToken = body.refresh_token ?? body.refreshToken
  if (refreshToken !== undefined) return json(await refreshByToken(services, event, refreshToken))
  if (bearerToken(event) !== undefined) throw invalidRequest('refresh_token is missing')
  return byCookie(event)
}

async function byCookie(event: HttpEvent): Promise<HttpResult> {
  const found = await requireBrowserSession(event, services)
  const session = isJustRefreshed(found.session) ? found.session : await refreshSession(services, found.session)
  const cookie = sessionCookie(found.client, session, clock())
  return json({ expireAt: toRfc3339(session.accessExpiresAt) }, { cookies: [cookie] })
}

/** Another tab, or a lost answer: the refresh that was done a moment ago serves this call too. */
function isJustRefreshed({ refreshedAt, accessExpiresAt }: Session): boolean {
  const recent = refreshedAt !== undefined && clock() < (refreshedAt + replaySeconds) * 1000
  return recent && accessExpiresAt * 1000 > clock()
}

export const handler = endpoint(refreshtoken, {
  body: true,
  identify: (event) => namedCaller(config, callNaming(event)),
})
