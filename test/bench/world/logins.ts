import { CALLER_SECRET } from '#infra/local/placeholders'
import { type Answer, type Door, form, request } from './door.ts'
import { codeOf } from './tenant.ts'

/** How a trusted server names itself: the client `cms` of the configuration. */
export const CALLER = { secret: CALLER_SECRET }

let users = 0

/** Somebody who has never logged in. */
export function newUser(): string {
  users += 1
  return `user${users}`
}

/** A website's login by password. */
export function sitePassword(username: string) {
  const fields = { grant_type: 'password', username, password: 'Demo-Password-1' }
  return form('/oauth/token', fields, { 'client-type': 'frontend' })
}

/** An app's login by password. */
export function appPassword(username: string) {
  return form('/oauth/token', { grant_type: 'password', username, password: 'Demo-Password-1' }, CALLER)
}

/** Logs somebody in at the website. @returns the session's cookie, as `name=value` */
export async function siteCookie(door: Door, username = newUser()): Promise<string> {
  return cookieOf(await door.call('oauth/token', sitePassword(username)))
}

/** A website's login that has come back from the tenant. @returns the callback that is to be asked for */
export async function returnedLogin(door: Door, username = newUser()) {
  const begun = await door.call('web-login/start', request({ path: '/web-login', query: 'client_type=frontend' }))
  const query = new URLSearchParams(comeBack(begun, username))
  return request({ path: '/web-login/callback', query: String(query), cookies: [cookieOf(begun)] })
}

/** An app's login that has come back from the tenant. @returns the exchange of its code */
export async function returnedCode(door: Door, username = newUser()) {
  const begun = await door.call('authorize', request({ path: '/authorize', query: 'client_type=cms' }))
  return form('/oauth/token', { grant_type: 'authorization_code', ...comeBack(begun, username) }, CALLER)
}

/** What the tenant sends back for a login that was begun. */
function comeBack({ headers }: Answer, username: string): { code: string; state: string } {
  const { searchParams } = new URL(headers['location'] ?? '')
  return { code: codeOf(username, searchParams.get('nonce') ?? ''), state: searchParams.get('state') ?? '' }
}

function cookieOf({ cookies: [cookie = ''] = [] }: Answer): string {
  return cookie.split(';')[0] ?? ''
}
