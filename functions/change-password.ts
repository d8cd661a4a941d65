import * as v from 'valibot'
import { createAsk } from '#shared/auth0/ask'
import { isEmailAddress } from '#shared/auth0/email'
import { sendResetMail } from '#shared/auth0/reset-mail'
import { namedCaller, resolveCaller } from '#shared/config/clients'
import { chooseConnection } from '#shared/config/connection'
import { invalidRequest } from '#shared/errors'
import { endpoint } from '#shared/http/endpoint'
import { bodyParameters, parameter, required } from '#shared/http/parameters'
import { callNaming, type HttpEvent } from '#shared/http/request'
import { type HttpResult, json } from '#shared/http/responses'
import { createTable } from '#shared/sessions/table'
import { throttle } from '#shared/sessions/throttle'
import { openStage } from '#shared/stage'

const stage = openStage()
const { config } = stage
const needs = { ...stage, table: createTable(stage.table), ask: createAsk(stage) }

/** One mail in this time to one address, in seconds: nobody's mailbox is flooded. */
const PAUSE_SECONDS = 60

const Body = v.object({ email: parameter, connection: parameter })

/** `POST /change-password`: has Auth0 send its reset mail; the answer never tells whether the user exists. */
async function changePassword(event: HttpEvent): Promise<HttpResult> {
  const { client } = resolveCaller(config, callNaming(event))
  const body = bodyParameters(event, Body)
  const email = required('email', body.email).toLowerCase()
  if (!isEmailAddress(email)) throw invalidRequest('email must be an e-mail address')
  const connection = chooseConnection(client, body.connection)
  if (connection === undefined) throw invalidRequest('connection is missing')
  await throttle(needs, `reset mail ${connection} ${email}`, PAUSE_SECONDS, () =>
    sendResetMail(needs, client, { email, connection }),
  )
  return json({}, {}, 202)
}

export const handler = endpoint(changePassword, {
  body: true,
  identify: (event) => namedCaller(config, callNaming(event)),
})
