import { invalidRequest } from '../errors.ts'

/** What a field holds, and so what it may be compared with. What metadata holds is each tenant's own affair. */
export type Kind = 'text' | 'boolean' | 'integer' | 'date' | 'app_metadata' | 'user_metadata'

declare const listed: unique symbol

/** A field that users can be searched by. */
export interface Field {
  readonly name: string & { readonly [listed]: true }
  readonly kind: Kind
}

const LONGEST = 128
/** A path of keys; an array on the way has no part in it. */
const METADATA = /^(?:app|user)_metadata(?:\.(?!__proto__(?:\.|$))[\w-]+)+$/

/** What Auth0's profile schema marks as searchable, and the e-mail's domain. */
const ROOT: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['user_id', 'text'],
  ['username', 'text'],
  ['email', 'text'],
  ['email.domain', 'text'],
  ['email_verified', 'boolean'],
  ['phone_number', 'text'],
  ['phone_verified', 'boolean'],
  ['name', 'text'],
  ['given_name', 'text'],
  ['family_name', 'text'],
  ['nickname', 'text'],
  ['blocked', 'boolean'],
  ['created_at', 'date'],
  ['updated_at', 'date'],
  ['last_login', 'date'],
  ['last_ip', 'text'],
  ['logins_count', 'integer'],
  ['identities.connection', 'text'],
  ['identities.provider', 'text'],
  ['identities.user_id', 'text'],
  ['identities.isSocial', 'boolean'],
])

/**
 * Finds the field of a name that a caller gave: one of the profile's own, or a path into the metadata.
 *
 * @throws ServiceError `invalid_request` when Auth0 has no such field to search by
 */
export function searchField(name: string): Field {
  const kind = ROOT.get(name) ?? metadataKind(name)
  if (kind === undefined) throw invalidRequest(`Users cannot be searched by ${shown(name)}`)
  return { name: name as Field['name'], kind }
}

function metadataKind(name: string): Kind | undefined {
  if (name.length > LONGEST || !METADATA.test(name)) return undefined
  return name.startsWith('app_') ? 'app_metadata' : 'user_metadata'
}

/** A name that a caller made up, cut short and in quotes: fit for an error's message. */
export function shown(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name)
}
