import { randomBytes } from 'node:crypto'
import type { Core } from '../../core.ts'
import type { TenantUser } from '../../options.ts'
import { refusals } from '../errors.ts'
import { payloadOf } from '../input.ts'
import { route } from '../route.ts'
import { NOTHING, type Of } from '../schema/schema.ts'
import { profileOf } from './profile.ts'
import { findByEmail, findByUsername, hasUsernames, requireConnection, requireStrength } from './rules.ts'
import { NEW_USER } from './schemas.ts'

/** `POST /users`: a new user of a database connection, with the email in lower case. */
export const createUser = route({
  method: 'POST',
  path: '/users',
  scopes: ['create:users'],
  query: NOTHING,
  serve({ core, ctx }) {
    const wish = payloadOf(ctx, NEW_USER)
    const { verify_email, user_id, ...profile } = wish
    requireConnection(core, wish.connection)
    checkUsername(core, wish)
    requireStrength(wish.password)
    const user = { ...profile, email: wish.email.toLowerCase(), user_id: newUserId(user_id) }
    if (isTaken(core, user)) throw refusals.existingUser()
    const created = core.users.put(user)
    if (verify_email ?? !wish.email_verified) {
      core.mails.send({ to: user.email, connection: user.connection, kind: 'verification' })
    }
    return { status: 201, body: profileOf(created) }
  },
})

/** The id of a user of a database: `auth0|` and the given id, or one like those of Auth0. */
export function newUserId(given?: string): string {
  return `auth0|${given || randomBytes(12).toString('hex')}`
}

/** Whether another user has the id, or in the same connection the email or username. */
export function isTaken(core: Core, { user_id, connection, email, username }: TenantUser): boolean {
  const named = username === undefined ? undefined : findByUsername(core, connection, username)
  return [core.users.get(user_id), findByEmail(core, connection, email), named].some((user) => user !== undefined)
}

function checkUsername(core: Core, { connection, username }: Of<typeof NEW_USER>): void {
  const takes = hasUsernames(core, connection)
  if (takes && username === undefined) {
    throw refusals.invalidBody("Payload validation error: 'Missing required property: username'.")
  }
  if (!takes && username !== undefined) {
    throw refusals.invalidBody('Cannot set username for connection without requires_username')
  }
}
