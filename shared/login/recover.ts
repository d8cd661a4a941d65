import { clientOfHost, resolveCaller } from '../config/clients.ts'
import type { Client } from '../config/config.ts'
import { isServiceError, ServiceError } from '../errors.ts'
import { type HttpEvent, navigationNaming } from '../http/request.ts'
import { type HttpResult, redirect } from '../http/responses.ts'
import { openBrowserSessions } from '../http/session-cookie.ts'
import { errorPage } from './error-page.ts'
import { HOME, judgeRedirect } from './redirect.ts'
import type { LoginServices } from './services.ts'
import { readWebLoginState, type WebLogin } from './state.ts'

/**
 * What a callback answers when its login can't be ended: with a live session (the back button, a second tab) it goes
 * on; a login that got lost begins again, once; all else shows a page that says so.
 *
 * @param parameters the callback's query: its `state` tells, without proof, where the login was to lead
 * @param failure why the login could not be ended; left out when there was no code, or Auth0 sent an `error`
 */
export async function recover(
  services: LoginServices,
  event: HttpEvent,
  parameters: ReadonlyMap<string, string>,
  failure: unknown = new ServiceError('invalid_grant', 'There was no code to end the login with'),
): Promise<HttpResult> {
  const memory = readWebLoginState(parameters.get('state') ?? '')
  const client = clientOf(services, event, memory)
  const goal = judgeRedirect(client, memory?.redirect ?? HOME) ?? HOME
  const again = (attempt?: string) =>
    `/web-login?${new URLSearchParams({ redirect: goal, client_type: client.type, ...(attempt && { attempt }) })}`
  const denied = parameters.get('error')
  if (denied !== undefined) return errorPage(event, deniedBy(denied), again())
  if (!isServiceError(failure, 'invalid_grant')) return errorPage(event, failure, again())
  const [found, ...more] = await openBrowserSessions(event, services, client)
  if (found?.client === client && more.length === 0) return redirect(goal)
  return (memory?.attempt ?? 1) > 1 ? errorPage(event, failure, again()) : redirect(again('2'))
}

/** The website that began the login, else the one that the request means; a callback is never a dead end for want of it. */
function clientOf({ config }: LoginServices, event: HttpEvent, memory: WebLogin | undefined): Client {
  const remembered = memory && config.clients.get(memory.clientType)
  if (remembered?.website) return remembered
  const websites = [...config.clients.values()].filter(({ website }) => website)
  const meant = clientOfHost(config, event.requestContext.domainName) ?? config.defaultClient
  return (
    websites.find((client) => client === meant) ?? websites[0] ?? resolveCaller(config, navigationNaming(event)).client
  )
}

/** Auth0's `error` (RFC 6749 section 4.1.2.1); its description is shown to nobody. */
function deniedBy(error: string): ServiceError {
  if (error === 'login_required') return new ServiceError('access_denied', 'A login is required.')
  if (['server_error', 'temporarily_unavailable'].includes(error)) {
    return new ServiceError('temporarily_unavailable', 'The identity provider has a problem. Try again in a while.')
  }
  return new ServiceError('access_denied', 'It was cancelled, or it is not allowed.', { during: 'login' })
}
