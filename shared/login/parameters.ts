import type { Client } from '../config/config.ts'
import { invalidRequest } from '../errors.ts'
import { judgeRedirect, type Redirect } from './redirect.ts'

/** Parameters that go on to Auth0 as they are; everything else stays here. */
const PASS_THROUGH = [
  'prompt',
  'login_hint',
  'screen_hint',
  'ui_locales',
  'max_age',
  'organization',
  'invitation',
  'acr_values',
] as const

/** The part of a query that Auth0's `/authorize` gets. */
export function passThrough(query: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(PASS_THROUGH.flatMap((name) => (query.get(name) ? [[name, query.get(name) ?? '']] : [])))
}

/**
 * The `redirect` of a login (`redirectUri` in older callers).
 *
 * @throws ServiceError `invalid_request` when it is neither a local path nor listed
 */
export function loginRedirect(client: Client, query: ReadonlyMap<string, string>): Redirect | undefined {
  const value = query.get('redirect') ?? query.get('redirectUri')
  if (value === undefined) return undefined
  const redirect = judgeRedirect(client, value)
  if (!redirect) throw invalidRequest('redirect must be a local path or one of the client’s allowedRedirects')
  return redirect
}
