import { endpoint } from '#shared/http/endpoint'
import { type HttpEvent, query } from '#shared/http/request'
import { type HttpResult, redirect } from '#shared/http/responses'
import { completeLogin } from '#shared/login/complete'
import { errorPage } from '#shared/login/error-page'
import { recover } from '#shared/login/recover'
import { HOME } from '#shared/login/redirect'
import { createLoginServices } from '#shared/login/services'
import { arriveAtWebsite } from '#shared/login/website'
import { openStage } from '#shared/stage'

const services = createLoginServices(openStage())
const websites = [...services.config.clients.values()].filter(({ website }) => website)

/** `GET /web-login/callback`: ends a website's login on the server, and is never a dead end. */
async function callback(event: HttpEvent): Promise<HttpResult> {
  const parameters = query(event)
  const [code, state] = [parameters.get('code'), parameters.get('state')]
  if (!code || !state || parameters.has('error')) return recover(services, event, parameters)
  try {
    const login = await completeLogin(services, event, { code, state, clients: websites })
    const { cookie } = await arriveAtWebsite(services, event, login)
    return redirect(login.redirect ?? HOME, { cookies: [cookie] })
  } catch (error) {
    return recover(services, event, parameters, error)
  }
}

export const handler = endpoint((event) =>
  callback(event).catch((error: unknown) => errorPage(event, error, '/web-login')),
)
