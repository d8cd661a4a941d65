import { invalidRequest } from '../errors.ts'
import { searchField, shown } from './fields.ts'
import { entriesOf, listOf } from './json.ts'
import { fieldFilter } from './operators.ts'
import { allOf, anyOf, type Filter, not, size } from './tree.ts'

const DEEPEST = 8
const LARGEST = 100

const COMBINATIONS: ReadonlyMap<string, (filters: readonly Filter[]) => Filter> = new Map([
  ['$and', allOf],
  ['$or', anyOf],
  ['$nor', (filters: readonly Filter[]) => not(anyOf(filters))],
])

/**
 * Checks a filter in MongoDB's language, parsed from JSON: `$and`, `$or` and `$nor` over filters; fields with a value
 * or with `$not $eq $ne $in $nin $gt $gte $lt $lte $exists $regex`. All that stands in one object must hold.
 * It selects by Auth0's index, which differs from MongoDB's: `email`, `name`, `given_name`, `family_name` and `nickname`
 * know no case; null, `[]` and `{}` are as good as absent; 5 and "5" are one, so that a bound must be of the type that
 * the field holds.
 *
 * @throws ServiceError `invalid_request` naming the operator or the field at fault
 */
export function parseFilter(value: unknown): Filter {
  const filter = filterOf(value, DEEPEST)
  if (size(filter) > LARGEST) throw invalidRequest(`A filter may compare at most ${LARGEST} values`)
  return filter
}

function filterOf(value: unknown, room: number): Filter {
  return allOf(entriesOf('A filter', value, room).map(([name, operand]) => entryOf(name, operand, room)))
}

function entryOf(name: string, operand: unknown, room: number): Filter {
  if (!name.startsWith('$')) return fieldFilter(searchField(name), operand, room)
  const combine = COMBINATIONS.get(name)
  if (combine === undefined) throw invalidRequest(`${shown(name)} is not an operator on filters`)
  const filters = listOf(name, operand).map((filter) => filterOf(filter, room - 1))
  if (filters.length === 0) throw invalidRequest(`${name} must hold a filter`)
  return combine(filters)
}
