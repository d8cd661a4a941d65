import { invalidRequest } from '../errors.ts'
import { searchField, shown } from './fields.ts'

/** The properties of a user that Auth0 tells; it does so whole, so that `app_metadata.x` is none. */
const PROPERTIES: ReadonlySet<string> = new Set([
  ...['user_id', 'username', 'email', 'email_verified', 'phone_number', 'phone_verified', 'picture'],
  ...['name', 'given_name', 'family_name', 'nickname', 'blocked', 'created_at', 'updated_at', 'last_login'],
  ...['last_ip', 'last_password_reset', 'logins_count', 'multifactor', 'identities', 'app_metadata', 'user_metadata'],
])

/**
 * Reads the order that `_s` asks for, such as `name`, or `-created_at` for the newest first.
 *
 * @returns Auth0's `sort`, such as `created_at:-1`
 * @throws ServiceError `invalid_request` when Auth0 cannot sort by it: metadata, identities, no field at all
 */
export function sortOf(text: string): string {
  const [name, direction] = text.startsWith('-') ? [text.slice(1), -1] : [text, 1]
  if (name.includes('.')) throw invalidRequest(`Users cannot be sorted by ${shown(name)}`)
  return `${searchField(name).name}:${direction}`
}

/**
 * Reads the projection that `_p` asks for, such as `email,name`.
 *
 * @returns Auth0's `fields`: each once, in the order asked
 * @throws ServiceError `invalid_request` naming what is no property of a user
 */
export function fieldsOf(text: string): string {
  const names = new Set(text.split(',').map((name) => name.trim()))
  for (const name of names) {
    if (!PROPERTIES.has(name)) throw invalidRequest(`${shown(name)} is not a property of users`)
  }
  return [...names].join(',')
}
