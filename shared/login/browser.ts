import type { Client, CookieSettings } from '../config/config.ts'
import { isSecretShaped, setCookie } from '../http/cookies.ts'
import { cookieValues, type HttpEvent } from '../http/request.ts'
import { randomSecret } from '../seal.ts'
import { LOGIN_SECONDS } from '../sessions/logins.ts'

/** The prefix keeps other hosts of the domain from planting the cookie; it asks for https (RFC 6265bis 4.1.3.2). */
const NAMES = ['__Host-auth0-login', 'auth0-login'] as const

/**
 * The browser's side of a login: a secret in a short-lived cookie whose fingerprint is in the pending login, so that
 * nobody can end their login in another's browser. All tabs share the one cookie, so that it never piles up.
 *
 * @returns the cookie as `name=secret`, new or the one the browser has, and the `Set-Cookie` value that (re)news it. The
 * name is a part of the proof: one without the prefix, which another host may have planted, never stands for one with it
 */
export function bindBrowser(event: HttpEvent, client: Client): { browser: string; cookie: string } {
  const settings = loginCookie(client)
  const secret = cookieValues(event, settings.name).find(isSecretShaped) ?? randomSecret()
  return { browser: `${settings.name}=${secret}`, cookie: setCookie(settings, secret, LOGIN_SECONDS) }
}

/** The login cookie that the browser brings back, as `name=secret`. */
export function boundBrowser(event: HttpEvent): string | undefined {
  const cookies = NAMES.flatMap((name) => cookieValues(event, name).map((value) => ({ name, value })))
  const found = cookies.find(({ value }) => isSecretShaped(value))
  return found && `${found.name}=${found.value}`
}

function loginCookie({ redirectUrl, cookie }: Client): CookieSettings {
  const name = new URL(redirectUrl).protocol === 'https:' ? NAMES[0] : NAMES[1]
  return { name, path: '/', sameSite: cookie.sameSite === 'None' ? 'None' : 'Lax' }
}
