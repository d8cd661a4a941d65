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
 * @returns the secret, new or the one the browser has, and the `Set-Cookie` value that (re)news it
 */
export function bindBrowser(event: HttpEvent, client: Client): { browser: string; cookie: string } {
  const settings = loginCookie(client)
  const browser = cookieValues(event, settings.name).find(isSecretShaped) ?? randomSecret()
  return { browser, cookie: setCookie(settings, browser, LOGIN_SECONDS) }
}

/** The secret that the browser brings back. */
export function boundBrowser(event: HttpEvent): string | undefined {
  return NAMES.flatMap((name) => cookieValues(event, name)).find(isSecretShaped)
}

function loginCookie({ redirectUrl, cookie }: Client): CookieSettings {
  const name = new URL(redirectUrl).protocol === 'https:' ? NAMES[0] : NAMES[1]
  return { name, path: '/', sameSite: cookie.sameSite === 'None' ? 'None' : 'Lax' }
}
