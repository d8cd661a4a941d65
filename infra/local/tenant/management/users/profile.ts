import type { Identity, TenantUser } from '../../options.ts'

/** A user as the Management API shows it, without what is unset. */
export type Profile = Record<string, unknown>

/** The profile of a user; `name` and `nickname` are derived as Auth0 does for database users. */
export function profileOf(user: TenantUser): Profile {
  const profile = {
    created_at: user.created_at,
    email: user.email,
    email_verified: user.email_verified ?? false,
    family_name: user.family_name,
    given_name: user.given_name,
    identities: identitiesOf(user),
    name: user.name ?? user.email,
    nickname: user.nickname ?? user.email.split('@')[0],
    phone_number: user.phone_number,
    phone_verified: user.phone_verified,
    picture: user.picture,
    updated_at: user.updated_at,
    user_id: user.user_id,
    username: user.username,
    app_metadata: user.app_metadata,
    user_metadata: user.user_metadata,
    blocked: user.blocked,
    last_ip: user.last_ip,
    last_login: user.last_login,
    last_password_reset: user.last_password_reset,
    logins_count: user.logins_count,
  }
  return Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined))
}

/** The accounts behind a user, the own one first. */
export function identitiesOf({ user_id, connection, linked = [] }: TenantUser): Identity[] {
  const bar = user_id.indexOf('|')
  const own = { connection, user_id: user_id.slice(bar + 1), provider: user_id.slice(0, bar), isSocial: false }
  return [own, ...linked]
}

/**
 * Some fields of a thing: those named, or with `include_fields=false` all others. Only whole fields can be named.
 *
 * @param names separated by commas; empty or missing for all
 */
export function pick(
  thing: Readonly<Record<string, unknown>>,
  { fields = '', include_fields = true }: { fields?: string; include_fields?: boolean },
): Record<string, unknown> {
  const names = fields.split(',').map((name) => name.trim())
  if (fields === '') return { ...thing }
  return Object.fromEntries(Object.entries(thing).filter(([name]) => names.includes(name) === include_fields))
}
