import type { HttpEvent } from '../http/request.ts'
import { type HttpResult, json } from '../http/responses.ts'
import { handOut, takeBack } from '../sessions/hand-out.ts'
import { toAnswer } from '../token-answer.ts'
import type { CompletedLogin } from './complete.ts'
import { newHandOut } from './issue.ts'
import type { LoginServices } from './services.ts'
import { storeLogin } from './store.ts'
import { arriveAtWebsite } from './website.ts'

/**
 * Answers a finished login: with a cookie session for a website, which never gets tokens, else with the tokens.
 *
 * @param login its redirect, when it had one, becomes `Location`
 */
export async function answerLogin(
  services: LoginServices,
  event: HttpEvent,
  login: CompletedLogin,
): Promise<HttpResult> {
  const headers: Record<string, string> = login.redirect === undefined ? {} : { location: login.redirect }
  if (login.client.website) {
    const { sid, cookie } = await arriveAtWebsite(services, event, login)
    return json({ cookie_sid: sid }, { headers, cookies: [cookie] })
  }
  const tokens = newHandOut(login, services.config.customClaimsNamespaces)
  await storeLogin(services, login, {
    store: () => handOut(services, tokens),
    undo: () => takeBack(services, tokens.tokens),
  })
  return json(toAnswer(tokens.tokens), { headers })
}
