import { refusals } from '../errors.ts'
import { fold, indexUser, type Scalar } from '../search/document.ts'
import type { Profile } from './profile.ts'

/**
 * Sorts by `field:1` or `field:-1`; users without the field come last.
 *
 * @throws ApiError invalid_query_string for metadata, which Auth0 does not sort by
 */
export function sortBy(profiles: readonly Profile[], sort: string): Profile[] {
  const [field = '', order] = sort.split(':')
  if (/^(app|user)_metadata(\.|$)/.test(field)) {
    throw refusals.invalidQuery(`Sorting by ${field} is not supported.`)
  }
  const direction = Number(order)
  const keyed = profiles.map((profile) => ({ profile, key: keyOf(profile, field) }))
  return keyed.toSorted((a, b) => compare(a.key, b.key, direction)).map(({ profile }) => profile)
}

function keyOf(profile: Profile, field: string): Scalar | undefined {
  const [value] = indexUser(profile).get(field) ?? []
  return typeof value === 'string' ? fold(field, value) : value
}

function compare(a: Scalar | undefined, b: Scalar | undefined, direction: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return (a < b ? -1 : Number(a > b)) * direction
}
