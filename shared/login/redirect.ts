import type { Client } from '../config/config.ts'
import { parseHttpUrl } from '../config/url.ts'

/** Any origin will do: it only shows whether a path, once parsed, stays where it was. */
const BASE = 'https://here.invalid'
/** API Gateway allows 10,240 bytes for the request line and all headers; the redirect rides in `state` too. */
const LONGEST = 2048

declare const allowed: unique symbol

/** A redirect that was judged: a local path, or an address of the client's `allowedRedirects`. */
export type Redirect = string & { readonly [allowed]: true }

/** Where a login leads that was to lead nowhere in particular. */
export const HOME = brand('/')

/**
 * Judges a redirect (RFC 9700 section 4.11): a local path, or an absolute URL whose origin and path are in the
 * client's `allowedRedirects`.
 *
 * @returns undefined when it must not be followed
 */
export function judgeRedirect(client: Client, value: string): Redirect | undefined {
  if (value.length > LONGEST || hasControlOrBackslash(value)) return undefined
  return isLocalPath(value) || isListed(client, value) ? brand(value) : undefined
}

/** One leading slash, and still a path of the same origin after the URL parser has normalised it. */
function isLocalPath(value: string): boolean {
  if (!value.startsWith('/') || value.startsWith('//')) return false
  const url = URL.parse(value, BASE)
  if (url?.origin !== BASE || url.pathname.startsWith('//')) return false
  return URL.parse(url.pathname + url.search + url.hash, BASE)?.href === url.href
}

function isListed(client: Client, value: string): boolean {
  const url = parseHttpUrl(value)
  return (
    url !== undefined &&
    client.allowedRedirects.some((entry) => {
      const listed = parseHttpUrl(entry)
      return listed?.origin === url.origin && listed.pathname === url.pathname
    })
  )
}

function hasControlOrBackslash(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop or rewrite these within a URL
  return /[\u0000-\u0020\u007f-\u009f\\]/.test(value)
}

function brand(value: string): Redirect {
  return value as Redirect
}
