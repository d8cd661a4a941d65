import { resolveCaller } from '#shared/config/clients'
import { invalidRequest } from '#shared/errors'
import { endpoint } from '#shared/http/endpoint'
import { type HttpEvent, navigationNaming, query } from '#shared/http/request'
import { type HttpResult, redirect } from '#shared/http/responses'
import { beginLogin } from '#shared/login/begin'
import { bindBrowser } from '#shared/login/browser'
import { loginRedirect, passThrough } from '#shared/login/parameters'
import { HOME } from '#shared/login/redirect'
import { newWebLoginState } from '#shared/login/state'
import { createLogins } from '#shared/sessions/logins'
import { createTable } from '#shared/sessions/table'
import { openStage } from '#shared/stage'

const stage = openStage()
const logins = createLogins({ ...stage, table: createTable(stage.table) })

/** `GET /web-login`: begins a website's login that ends at `/web-login/callback`. */
async function start(event: HttpEvent): Promise<HttpResult> {
  const { client } = resolveCaller(stage.config, navigationNaming(event))
  if (!client.website) throw invalidRequest('This client is no website: its scopes lack "website"')
  const parameters = query(event)
  const wanted = loginRedirect(client, parameters) ?? HOME
  const { browser, cookie } = bindBrowser(event, client)
  const attempt = parameters.get('attempt') === '2' ? 2 : 1
  const location = await beginLogin(
    { ...stage, logins },
    {
      client,
      state: newWebLoginState({ attempt, clientType: client.type, redirect: wanted }),
      redirect: wanted,
      connection: parameters.get('connection'),
      passThrough: passThrough(parameters),
      browser,
    },
  )
  return redirect(location, { cookies: [cookie] })
}

export const handler = endpoint(start)
