import * as v from 'valibot'
import { createBackchannelNeeds, logOutByToken } from '#shared/backchannel-logout'
import { endpoint } from '#shared/http/endpoint'
import { bodyParameters, parameter, required } from '#shared/http/parameters'
import { type HttpEvent, requireForm } from '#shared/http/request'
import type { HttpResult } from '#shared/http/responses'
import { openStage } from '#shared/stage'

const needs = createBackchannelNeeds(openStage())

/** Auth0 waits for five seconds, in which a cold start and the way there and back must find room. */
const MILLISECONDS = 3500

const Body = v.object({ logout_token: parameter })

/** `POST /backchannel-logout`: the tenant says that a session has ended (OpenID Connect Back-Channel Logout 1.0 section 2.5). */
async function backchannelLogout(event: HttpEvent): Promise<HttpResult> {
  const { logout_token } = bodyParameters(event, Body)
  await logOutByToken(needs, required('logout_token', logout_token))
  return { statusCode: 200 }
}

/** Whatever fails, an outage too, is 400 (section 2.8). */
export const handler = endpoint(backchannelLogout, {
  body: true,
  identify: requireForm,
  milliseconds: MILLISECONDS,
  failure: 400,
})
