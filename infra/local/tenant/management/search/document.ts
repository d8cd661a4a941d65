/** A value as the index holds it. */
export type Scalar = string | number | boolean

/** What the index knows of a user: values by path, arrays left out of the path. */
export type IndexedUser = ReadonlyMap<string, readonly Scalar[]>

/** Auth0 compares these regardless of case, all others exactly. */
const CASELESS = ['email', 'name', 'given_name', 'family_name', 'nickname', 'email.domain']

/** The form of a field's values or of a wanted value that comparisons take. */
export function fold(field: string, text: string): string {
  return CASELESS.includes(field) ? text.toLowerCase() : text
}

/**
 * Indexes a user's profile. Null, empty arrays and empty objects leave no trace.
 *
 * @see https://auth0.com/docs/manage-users/user-search/user-search-query-syntax
 */
export function indexUser(profile: Record<string, unknown>): IndexedUser {
  const index = new Map<string, Scalar[]>()
  for (const [name, value] of Object.entries(profile)) addValue(index, name, value)
  const domain = String(profile['email'] ?? '').split('@')[1]
  if (domain !== undefined) index.set('email.domain', [domain])
  return index
}

function addValue(index: Map<string, Scalar[]>, path: string, value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) addValue(index, path, item)
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) addValue(index, `${path}.${name}`, item)
  } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    index.set(path, [...(index.get(path) ?? []), value])
  }
}
