import type { Core } from '../../core.ts'
import type { TenantUser } from '../../options.ts'
import { refusals } from '../errors.ts'
import type { Of } from '../schema/schema.ts'
import { findByEmail, findByUsername, hasUsernames, requireStrength } from './rules.ts'
import type { USER_CHANGE } from './schemas.ts'

type Change = Of<typeof USER_CHANGE>

/**
 * What Auth0 refuses of a change that is well-formed.
 *
 * @throws ApiError 400
 */
export function checkChange(core: Core, user: TenantUser, change: Change): void {
  checkTarget(core, user, change)
  const { email, password, username } = change
  if (password !== undefined) requireStrength(password)
  if (email !== undefined) checkEmail(core, user, email.toLowerCase())
  if (username !== undefined) checkUsername(core, user, username)
  if (change.client_id !== undefined && !(email !== undefined && core.applications.has(change.client_id))) {
    throw refusals.invalidBody('The client_id is unknown, or no email is updated.')
  }
}

function checkTarget(core: Core, user: TenantUser, { connection, email, password, username }: Change): void {
  const { changeNeedsConnection, oneCredentialAtOnce } = core.settings.current
  if (connection !== undefined && !core.connections.includes(connection)) throw refusals.unknownConnection(400)
  if (connection !== undefined && connection !== user.connection) {
    throw refusals.invalidBody('The user has no database account in the connection.')
  }
  const delicate = password !== undefined || username !== undefined
  if (delicate && connection === undefined && changeNeedsConnection) {
    throw refusals.invalidBody('connection is required to update password or username.')
  }
  if (email !== undefined && password !== undefined && oneCredentialAtOnce) {
    throw refusals.invalidBody('Cannot update password and email simultaneously')
  }
}

function checkEmail(core: Core, user: TenantUser, email: string): void {
  const other = findByEmail(core, user.connection, email)
  if (other && other.user_id !== user.user_id) throw refusals.takenEmail()
}

function checkUsername(core: Core, user: TenantUser, username: string): void {
  if (!hasUsernames(core, user.connection)) {
    throw refusals.invalidBody('Cannot set username for connection without requires_username')
  }
  const other = findByUsername(core, user.connection, username)
  if (other && other.user_id !== user.user_id) throw refusals.takenUsername()
}
