import type { Application } from '#infra/doctor/ask/management'
import { ok, type Result, warning, wrong } from '#infra/doctor/result'
import type { Client } from '#shared/config/config'

/** Auth0's password grant for a connection that is named. */
const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'

/** What another instance may need until it has repeated a refresh, in seconds: docs/architecture.md. */
const SHORTEST_OVERLAP = 20

/** Judges an application's settings at Auth0 by what a client of ours needs of them. */
export function judgeApplication(subject: string, client: Client, settings: Application): readonly Result[] {
  return [
    judgeAuthentication(subject, settings),
    ...judgeGrants(subject, client, settings.grant_types),
    judgeCallback(subject, client, settings.callbacks ?? []),
    ...judgeLogout(subject, client, settings.allowed_logout_urls ?? []),
    ...(client.scopes.includes('offline_access') ? [judgeRotation(subject, settings)] : []),
    judgeForwarding(subject, settings),
  ]
}

/** A public application shows its secret to nobody, so that a wrong one is not found out by trying it. */
function judgeAuthentication(subject: string, { token_endpoint_auth_method: method }: Application): Result {
  if (method !== 'none') return ok(subject, 'The tenant asks for its secret')
  const says = 'It is a public application: whoever knows its id needs no secret'
  return wrong(subject, says, 'Settings > Application Type: Regular Web; Credentials: Client Secret (Post)')
}

function judgeGrants(subject: string, { scopes }: Client, granted: readonly string[]): readonly Result[] {
  const needed = ['authorization_code', ...(scopes.includes('offline_access') ? ['refresh_token'] : [])]
  const useful = ['password', PASSWORD_REALM]
  const missing = needed.filter((grant) => !granted.includes(grant))
  const lacking = useful.filter((grant) => !granted.includes(grant))
  const advice = 'Turn it on: Advanced > Grant Types'
  const faults = missing.map((grant) => wrong(subject, `It may not use the grant ${grant}`, advice))
  const limits = lacking.map((grant) =>
    warning(subject, `It may not use the grant ${grant}: no logins by password`, `${advice}, where you want them`),
  )
  if (faults.length + limits.length > 0) return [...faults, ...limits]
  return [ok(subject, `It may use the grants ${[...needed, ...useful].join(', ')}`)]
}

function judgeCallback(subject: string, { redirectUrl }: Client, callbacks: readonly string[]): Result {
  if (callbacks.includes(redirectUrl)) return ok(subject, `Its callback URL is allowed: ${redirectUrl}`)
  const says = `Its callback URL ${redirectUrl} is not allowed: every login ends on an error page`
  return wrong(subject, says, 'Add it to Settings > Allowed Callback URLs')
}

function judgeLogout(subject: string, client: Client, allowed: readonly string[]): readonly Result[] {
  const home = new URL('/', client.redirectUrl).href
  const advice = 'Add it to Settings > Allowed Logout URLs'
  const unlisted = new Set(client.allowedRedirects.map(comparable).filter((url) => !allowed.includes(url)))
  const elsewhere = [...unlisted].map((url) =>
    warning(subject, `A logout can't lead to ${url}: it is not allowed`, advice),
  )
  if (allowed.includes(home)) return [ok(subject, `Its logout URL is allowed: ${home}`), ...elsewhere]
  return [wrong(subject, `Its logout URL ${home} is not allowed: logouts end on an error page`, advice), ...elsewhere]
}

/**
 * An address as a logout sends it, without what Auth0 does not compare.
 *
 * @see https://auth0.com/docs/authenticate/login/logout/redirect-users-after-logout
 */
function comparable(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

function judgeRotation(subject: string, { refresh_token: settings }: Application): Result {
  const advice = 'Refresh Token Rotation: on, with an overlap of 30 seconds'
  if (settings?.rotation_type !== 'rotating') {
    return wrong(subject, 'Refresh token rotation is off: a stolen refresh token works for long', advice)
  }
  const leeway = settings.leeway ?? 0
  if (leeway > SHORTEST_OVERLAP) return ok(subject, `Refresh token rotation is on, with an overlap of ${leeway} s`)
  const why = `an interrupted refresh is repeated after up to ${SHORTEST_OVERLAP} s, and would end the login`
  return wrong(subject, `The overlap of refresh token rotation is ${leeway} s: ${why}`, advice)
}

function judgeForwarding(subject: string, { is_token_endpoint_ip_header_trusted: trusted }: Application): Result {
  if (trusted === true) return ok(subject, "Its header with the user's address is believed")
  const says = "Its header with the user's address is not believed: Auth0 counts failed passwords of all users as one's"
  return warning(subject, says, 'Turn it on: Advanced > OAuth > Trust Token Endpoint IP Header')
}
