import { randomBytes } from 'node:crypto'
import type { Core } from '../../core.ts'
import type { ImportOrder, TenantUser } from '../../options.ts'
import type { Of } from '../schema/schema.ts'
import { conforms, violationsOf } from '../schema/validate.ts'
import { isTaken, newUserId } from '../users/create.ts'
import { findByEmail, findByUsername } from '../users/rules.ts'
import { IMPORTED_USER, RESERVED_METADATA } from './import-schema.ts'

/** What is wrong with one row of an import file, in the codes that Auth0 lists. */
export interface RowError {
  code: string
  message: string
  path?: string
}

type Row = Of<typeof IMPORTED_USER>

const TAKEN = { code: 'DUPLICATED_USER', message: 'The user already exist and upsert parameter is false' }

/**
 * Imports one user, or says why not. An upsert finds the user by email, leaves what cannot be changed so (email,
 * username, blocked, password) alone, and overwrites metadata whole.
 *
 * @param seen emails of earlier rows; a repeated one is an error
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports
 */
export function importRow(
  core: Core,
  { connection, upsert }: ImportOrder,
  row: unknown,
  seen: Set<string>,
): 'inserted' | 'updated' | RowError[] {
  if (!conforms(IMPORTED_USER, row)) {
    return violationsOf(IMPORTED_USER, row).map(({ code, message, path }) => ({ code, message, ...(path && { path }) }))
  }
  const errors = rulesBroken(row)
  if (errors.length > 0) return errors
  const email = row.email.toLowerCase()
  if (seen.has(email)) return [{ code: 'DUPLICATED_USER', message: 'The user is more than once in the file' }]
  seen.add(email)
  const existing = findByEmail(core, connection, email)
  if (existing && upsert) return update(core, existing, row)
  const user = toUser(row, connection)
  if (existing || isTaken(core, user)) return upsert ? conflicts(core, user) : [TAKEN]
  core.users.put(user)
  return 'inserted'
}

function rulesBroken(row: Row): RowError[] {
  const { app_metadata = {}, password_hash, custom_password_hash } = row
  const reserved = RESERVED_METADATA.filter((name) => Object.hasOwn(app_metadata, name))
  const both = password_hash !== undefined && custom_password_hash !== undefined
  return [...reserved.map((name) => broken(`app_metadata.${name}`)), ...(both ? [broken('custom_password_hash')] : [])]
}

function broken(path: string): RowError {
  return { code: 'NOT_PASSED', message: "Data matched schema from 'not'", path }
}

/** Nobody can log in by an imported hash here, so the password is one that nobody knows. */
function toUser(row: Row, connection: string): TenantUser {
  const { user_id, password_hash: _hash, custom_password_hash: _custom, mfa_factors: _factors, ...profile } = row
  const password = randomBytes(32).toString('base64url')
  return { ...profile, email: row.email.toLowerCase(), user_id: newUserId(user_id), connection, password }
}

function update(core: Core, existing: TenantUser, row: Row): 'updated' {
  const { given_name, family_name, name, nickname, picture, app_metadata, user_metadata } = row
  core.users.put({
    ...existing,
    ...(given_name !== undefined && { given_name }),
    ...(family_name !== undefined && { family_name }),
    ...(name !== undefined && { name }),
    ...(nickname !== undefined && { nickname }),
    ...(picture !== undefined && { picture }),
    ...(app_metadata && { app_metadata }),
    ...(user_metadata && { user_metadata }),
    email_verified: row.email_verified ?? false,
  })
  return 'updated'
}

function conflicts(core: Core, { connection, username, user_id }: TenantUser): RowError[] {
  const named = username !== undefined && findByUsername(core, connection, username)
  if (named) return [{ code: 'CONFLICT_USERNAME', message: 'The username belongs to another user', path: 'username' }]
  return [{ code: 'CONFLICT', message: `The user id ${user_id} belongs to another user`, path: 'user_id' }]
}
