import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import { expect } from 'vitest'
import type { Tenant } from '#infra/local/tenant/tenant'
import { CALLBACK, PASSWORD, post, web } from './support.ts'

interface Cookie {
  name: string
  value: string
  path: string
}

/** Where a browser ended up: at the application, or on a page of the tenant. */
export interface Visit {
  url: URL
  status: number
  html: string
}

/** What is typed into one form of the login page. */
export type Form = Record<string, string>

export const ada: Form = { username: 'ada@example.com', password: PASSWORD }
export const bob: Form = { username: 'bob@example.com', password: PASSWORD }

export const VERIFIER = 'verifier-of-forty-three-or-more-characters-0123'
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')

/** A browser as far as logins need one: cookies by path, redirects, filled-in login forms. */
export class Browser {
  readonly #cookies = new Map<string, Cookie>()

  /** Follows redirects until the application or a page; fills in one form after the other on the pages it meets. */
  async visit(url: URL | string, ...forms: Form[]): Promise<Visit> {
    const empty = [...forms]
    let next = new URL(url)
    let filled: Form | undefined
    for (let hop = 0; hop < 15; hop += 1) {
      if (next.hostname !== '127.0.0.1') return { url: next, status: 0, html: '' }
      const response = await this.#fetch(next, filled)
      const location = response.headers.get('location')
      filled = location ? undefined : empty.shift()
      if (location) next = new URL(location, next)
      else if (!filled) return { url: next, status: response.status, html: await response.text() }
    }
    throw new Error(`too many redirects, the last to ${next}`)
  }

  async #fetch(url: URL, form?: Form): Promise<Response> {
    const cookie = [...this.#cookies.values()]
      .filter(({ path }) => url.pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
    const body = form && new URLSearchParams(form)
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie, accept: 'text/html' },
      ...(body && { method: 'POST', body }),
    })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/)
    const attribute = (name: string) =>
      attributes.find((text) => text.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1)
    const name = pair.slice(0, pair.indexOf('='))
    const path = attribute('path') ?? '/'
    const expires = attribute('expires')
    if (expires && new Date(expires) <= new Date()) this.#cookies.delete(`${path} ${name}`)
    else this.#cookies.set(`${path} ${name}`, { name, value: pair.slice(name.length + 1), path })
  }
}

/** The web application's authorization request, with changes; undefined takes a parameter out. */
export function authorizeUrl(tenant: Tenant, changes: Record<string, string | undefined> = {}): URL {
  const parameters = {
    client_id: web.client_id,
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'openid profile email offline_access',
    state: 'the-state',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...changes,
  }
  const url = new URL('/authorize', tenant.issuer)
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value)
  return url
}

/** What came back to the application, after a check that it did. */
export function answerOf({ url }: Visit): Record<string, string> {
  expect(`${url.origin}${url.pathname}`).toBe(CALLBACK)
  return Object.fromEntries(url.searchParams)
}

/** The web application's exchange of the code of a visit, with changes. */
export function trade(tenant: Tenant, visit: Visit, changes: Record<string, unknown> = {}) {
  const request = { grant_type: 'authorization_code', redirect_uri: CALLBACK, code_verifier: VERIFIER, ...web }
  return post(tenant, '/oauth/token', { ...request, code: visit.url.searchParams.get('code'), ...changes })
}

/** The claims of the ID token that the code of a visit is worth. */
export async function claimsOf(tenant: Tenant, visit: Visit, changes: Record<string, unknown> = {}) {
  return decodeJwt(String((await trade(tenant, visit, changes)).body['id_token']))
}
