import type { Client } from '../config/config.ts'
import { parseHttpUrl } from '../config/url.ts'

/** Any origin will do: it only shows whether a path, once parsed, stays where it was. */
const BASE = 'https://here.invalid'
/** API Gateway allows 10,240 bytes for the request line and all headers; the redirect rides in `state` too. */
const LONGEST = 2048

declare const judged: unique symbol

/** A redirect that was judged: a local path, or an address of the client's `allowedRedirects`; ASCII only. */
export type Redirect = string & { readonly [judged]: true }

/** Where a login leads that was to lead nowhere in particular. */
export const HOME = '/' as Redirect

/**
 * Judges a redirect (RFC 9700 section 4.11): a local path, or an absolute URL whose origin and path are in the
 * client's `allowedRedirects`.
 *
 * @returns the redirect as the URL parser writes it; undefined when it must not be followed
 */
export function judgeRedirect(client: Client, value: string): Redirect | undefined {
  if (hasControlOrBackslash(value)) return undefined
  const redirect = value.startsWith('/') ? localPath(value) : listedUrl(client, value)
  return redirect !== undefined && redirect.length <= LONGEST ? (redirect as Redirect) : undefined
}

/** A path that stays on its origin, also if somebody on the way decodes it once more. */
function localPath(value: string): string | undefined {
  const url = parseLocal(value)
  const decoded = url && decodePath(url.pathname)
  if (decoded === undefined || hasControlOrBackslash(decoded) || !parseLocal(decoded)) return undefined
  return url && url.pathname + url.search + url.hash
}

/** One leading slash, and still a path of the same origin after the URL parser has normalised it. */
function parseLocal(value: string): URL | undefined {
  const url = URL.parse(value, BASE)
  return value.startsWith('//') || url?.origin !== BASE || url.pathname.startsWith('//') ? undefined : url
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

function listedUrl({ allowedRedirects }: Client, value: string): string | undefined {
  const url = parseHttpUrl(value)
  if (!url) return undefined
  const listed = allowedRedirects.map(parseHttpUrl)
  return listed.some((entry) => entry?.origin === url.origin && entry.pathname === url.pathname) ? url.href : undefined
}

function hasControlOrBackslash(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop or rewrite these within a URL
  return /[\u0000-\u001f\u007f-\u009f\\]/.test(value)
}
