import type { Core } from '../../core.ts'
import type { TenantUser } from '../../options.ts'
import { refusals } from '../errors.ts'

const LEAST_LENGTH = 8
const LEAST_CLASSES = 3
const CLASSES = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/]

/**
 * Auth0's default password policy ("good"): eight characters, three of the four kinds.
 *
 * @throws ApiError 400
 * @see https://auth0.com/docs/authenticate/database-connections/password-strength
 */
export function requireStrength(password: string): void {
  const classes = CLASSES.filter((pattern) => pattern.test(password)).length
  if (password.length < LEAST_LENGTH || classes < LEAST_CLASSES) throw refusals.weakPassword()
}

/**
 * A connection that takes users: it exists, and an application has enabled it.
 *
 * @throws ApiError 400
 */
export function requireConnection(core: Core, name: string): void {
  if (!core.connections.includes(name)) throw refusals.unknownConnection(400)
  const enabled = [...core.applications.values()].some(({ allowedConnections }) => allowedConnections.includes(name))
  if (!enabled && core.settings.current.refuseDisabledConnections) throw refusals.disabledConnection()
}

/** Whether users of a connection have usernames. */
export function hasUsernames(core: Core, connection: string): boolean {
  return core.settings.current.usernameConnections.includes(connection)
}

/** Another user of a connection with this email, which has to be in lower case. */
export function findByEmail(core: Core, connection: string, email: string): TenantUser | undefined {
  return core.users.all().find((user) => user.connection === connection && user.email.toLowerCase() === email)
}

/** A user of a connection with this username. */
export function findByUsername(core: Core, connection: string, username: string): TenantUser | undefined {
  return core.users.all().find((user) => user.connection === connection && user.username === username)
}
