import { invalidRequest, isServiceError, ServiceError } from '../errors.ts'
import type { UpdateUserBody } from './bodies.ts'
import type { ManagementServices } from './services.ts'
import type { UserId } from './user-id.ts'
import type { UpdateUser } from './users.ts'

/** Auth0 wants the connection with these, for a user may have several identities. */
const NEEDS_CONNECTION = ['email', 'phone_number', 'username', 'password', 'email_verified', 'phone_verified'] as const

/**
 * Updates a user of this stage. One who is blocked or gets another password loses all logins: here before the tenant is
 * asked, and again after it, for what began in between.
 *
 * @returns the user as Auth0 tells it
 * @throws ServiceError `not_found` for users of other stages; `invalid_request` when Auth0 would refuse
 */
export async function updateUser(services: ManagementServices, id: UserId, body: UpdateUserBody): Promise<unknown> {
  const { users, client, endHere, endAtTenant } = services
  if (body.connection !== undefined && !client.connections.includes(body.connection)) {
    throw invalidRequest('connection must be one of the supported connections')
  }
  if (body.password !== undefined && body.email !== undefined) {
    throw invalidRequest('Change email and password in two requests: Auth0 refuses both at once')
  }
  const { connection } = await users.find(id)
  const ends = body.blocked === true || body.password !== undefined
  if (ends) await endHere(id)
  const user = await users.update(id, withConnection(body, connection))
  if (ends) {
    await endHere(id)
    await endAtTenant(id).catch(changedAllTheSame)
  }
  return user
}

/** The caller must know both: what was done, and what is left to do. */
function changedAllTheSame(error: unknown): never {
  if (!isServiceError(error)) throw error
  const message = 'The user is changed, but still has logins at the tenant: repeat DELETE /sessions/{userId}'
  throw new ServiceError(error.code, message, { ...error.options, cause: error })
}

function withConnection(body: UpdateUserBody, connection: string): UpdateUser {
  return NEEDS_CONNECTION.some((name) => name in body) ? { connection, ...body } : body
}
