import type { Core } from '../../core.ts'
import { endSessionsOf } from '../../logout/sessions.ts'
import { unblock } from '../../oauth/credentials.ts'
import type { TenantUser } from '../../options.ts'
import { refusals } from '../errors.ts'
import { payloadOf } from '../input.ts'
import { route } from '../route.ts'
import { NOTHING, type Of } from '../schema/schema.ts'
import { checkChange } from './change-rules.ts'
import { profileOf } from './profile.ts'
import { USER_CHANGE } from './schemas.ts'

type Change = Of<typeof USER_CHANGE>

/**
 * `PATCH /users/{id}`: properties replace the old ones, metadata are merged at their first level, null unsets. Who
 * is blocked or gets a new password is logged out of the tenant.
 *
 * @see https://auth0.com/docs/api/management/v2/users/patch-users-by-id
 */
export const changeUser = route({
  method: 'PATCH',
  path: '/users/{id}',
  scopes: ['update:users'],
  query: NOTHING,
  async serve({ core, ctx, id }) {
    const change = payloadOf(ctx, USER_CHANGE)
    const user = core.users.get(id)
    if (!user) throw refusals.unknownUser()
    checkChange(core, user, change)
    const changed = core.users.put(apply(user, change))
    await followUp(core, changed, change)
    return { status: 200, body: profileOf(changed) }
  },
})

function apply(user: TenantUser, change: Change): TenantUser {
  const { connection: _connection, client_id: _client, verify_email: _verify, email, ...rest } = change
  const { app_metadata, user_metadata, ...plain } = rest
  const changed = {
    ...user,
    ...plain,
    // A new address has yet to be verified.
    ...(email !== undefined && { email: email.toLowerCase(), email_verified: change.email_verified ?? false }),
    ...(app_metadata && { app_metadata: merge(user.app_metadata, app_metadata) }),
    ...(user_metadata && { user_metadata: merge(user.user_metadata, user_metadata) }),
    ...(change.password !== undefined && { last_password_reset: new Date(Date.now()).toISOString() }),
  }
  return withoutNull(changed)
}

function withoutNull<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], null> } {
  const kept: unknown[][] = Object.entries(fields).filter(([, value]) => value !== null)
  return Object.fromEntries(kept)
}

function merge(old: Record<string, unknown> = {}, change: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...old, ...change }).filter(([, value]) => value !== null))
}

async function followUp(core: Core, user: TenantUser, change: Change): Promise<void> {
  const { email, connection } = user
  if (change.verify_email) core.mails.send({ to: email, connection, kind: 'verification' })
  if (change.password !== undefined) unblock(core, user)
  if (change.password !== undefined || change.blocked) await endSessionsOf(core, user.user_id)
}
