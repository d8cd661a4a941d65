import { resolveCaller } from '#shared/config/clients'
import { endpoint } from '#shared/http/endpoint'
import { type HttpEvent, navigationNaming, query } from '#shared/http/request'
import { type HttpResult, redirect } from '#shared/http/responses'
import { beginLogin } from '#shared/login/begin'
import { bindBrowser } from '#shared/login/browser'
import { loginRedirect, passThrough } from '#shared/login/parameters'
import { judgeCallerState, newState } from '#shared/login/state'
import { createLogins } from '#shared/sessions/logins'
import { createTable } from '#shared/sessions/table'
import { openStage } from '#shared/stage'

const stage = openStage()
const logins = createLogins({ ...stage, table: createTable(stage.table) })

/** `GET /authorize`: sends the browser to the tenant's login page (RFC 6749 section 4.1.1). */
async function authorize(event: HttpEvent): Promise<HttpResult> {
  const { client } = resolveCaller(stage.config, navigationNaming(event))
  const parameters = query(event)
  const bound = client.website ? bindBrowser(event, client) : undefined
  const location = await beginLogin(
    { ...stage, logins },
    {
      client,
      state: client.authorizeStateRequired ? judgeCallerState(parameters.get('state')) : newState(),
      redirect: loginRedirect(client, parameters),
      connection: parameters.get('connection'),
      passThrough: passThrough(parameters),
      browser: bound?.browser,
    },
  )
  return redirect(location, { cookies: bound ? [bound.cookie] : [] })
}

export const handler = endpoint(authorize)
