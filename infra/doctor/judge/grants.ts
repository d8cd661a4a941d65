import type { Grant } from '#infra/doctor/ask/management'
import { ok, type Result, warning, wrong } from '#infra/doctor/result'

/** What user management can't do without: docs/users.md. */
const NEEDED = ['read:users', 'create:users', 'update:users', 'delete:users']

/** What ends logins at Auth0 too, as far as the plan offers it: docs/users.md. */
const USEFUL = ['delete:sessions', 'delete:refresh_tokens', 'read:device_credentials', 'delete:device_credentials']

/** Judges whether the management client has the scopes that user management needs. */
export function judgeScopes(subject: string, audience: string, grants: readonly Grant[]): readonly Result[] {
  const own = grants.filter((grant) => grant.audience === audience)
  const has = (scope: string) => own.some((grant) => grant.allow_all_scopes || grant.scope.includes(scope))
  const missing = NEEDED.filter((scope) => !has(scope))
  const lacking = USEFUL.filter((scope) => !has(scope))
  const advice = 'APIs > Auth0 Management API > Machine To Machine Applications: grant it'
  return [
    ...(missing.length > 0
      ? missing.map((scope) => wrong(subject, `It has not the scope ${scope}: user management fails`, advice))
      : [ok(subject, `It has the scopes ${NEEDED.join(', ')}`)]),
    ...lacking.map((scope) =>
      warning(
        subject,
        `It has not the scope ${scope}: ended logins may live on at Auth0`,
        `${advice}, if the plan offers it`,
      ),
    ),
  ]
}
