import type { CookieSettings } from '../config/config.ts'

/**
 * The `Set-Cookie` value that hands a session id to the browser (RFC 6265bis section 4.1).
 *
 * @param maxAge seconds
 */
export function setCookie(settings: CookieSettings, value: string, maxAge: number): string {
  return [`${settings.name}=${value}`, `Max-Age=${maxAge}`, ...attributes(settings)].join('; ')
}

/** The `Set-Cookie` value that takes it back: the very same attributes, no `Max-Age`. */
export function clearCookie(settings: CookieSettings): string {
  return [`${settings.name}=`, 'Expires=Thu, 01 Jan 1970 00:00:00 GMT', ...attributes(settings)].join('; ')
}

/** Tells whether a cookie's value has the shape of a secret of ours: 256 bits as base64url. */
export function isSecretShaped(value: string): boolean {
  return /^[\w-]{43}$/.test(value)
}

function attributes({ path, domain, sameSite }: CookieSettings): string[] {
  return [
    `Path=${path}`,
    ...(domain === undefined ? [] : [`Domain=${domain}`]),
    'HttpOnly',
    'Secure',
    ...(sameSite === undefined ? [] : [`SameSite=${sameSite}`]),
  ]
}
