import { invalidRequest } from '../errors.ts'
import { type Field, shown } from './fields.ts'
import { entriesOf, listOf } from './json.ts'
import { beginning } from './patterns.ts'
import { allOf, anyOf, type Filter, not, type Side } from './tree.ts'
import { boundFor, type Scalar, scalarFor } from './values.ts'

type Operator = (field: Field, value: unknown, room: number) => Filter

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['$eq', (field, value) => oneOf(field, [value])],
  ['$ne', (field, value) => not(oneOf(field, [value]))],
  ['$in', (field, value) => oneOf(field, listOf('$in', value))],
  ['$nin', (field, value) => not(oneOf(field, listOf('$nin', value)))],
  ['$gt', range('$gt')],
  ['$gte', range('$gte')],
  ['$lt', range('$lt')],
  ['$lte', range('$lte')],
  ['$exists', exists],
  ['$regex', beginning],
  ['$not', (field, value, room) => not(operators(field, value, room - 1))],
])

/**
 * Reads what a filter says of one field: a value it equals, or an object of operators that must all hold.
 * A value that lies in an array of the user's fulfils an operator alone, as in MongoDB.
 *
 * @param room how many levels of `$not` may still follow
 * @throws ServiceError `invalid_request` naming the operator or the field at fault
 */
export function fieldFilter(field: Field, value: unknown, room: number): Filter {
  return typeof value === 'object' && value !== null ? operators(field, value, room) : oneOf(field, [value])
}

function operators(field: Field, value: unknown, room: number): Filter {
  const entries = entriesOf(`"${field.name}"`, value, room)
  if (entries.length === 0) throw invalidRequest(`"${field.name}" must have an operator`)
  return allOf(entries.map(([name, operand]) => operatorOf(name)(field, operand, room)))
}

function operatorOf(name: string): Operator {
  const operator = OPERATORS.get(name)
  if (operator === undefined) throw invalidRequest(`${shown(name)} is not an operator on a field`)
  return operator
}

/** Auth0 does not index null, so that it is the same as nothing. */
function oneOf(field: Field, values: readonly unknown[]): Filter {
  const known: readonly Scalar[] = values.filter((value) => value !== null).map((value) => scalarFor(field, value))
  const found: Filter = { is: 'oneOf', field, values: known }
  if (known.length === values.length) return found
  const absent = not({ is: 'present', field })
  return known.length === 0 ? absent : anyOf([found, absent])
}

function range(side: Side): Operator {
  return (field, value) => ({ is: 'range', field, side, bound: boundFor(field, value) })
}

function exists(field: Field, value: unknown): Filter {
  if (typeof value !== 'boolean') throw invalidRequest('$exists must be true or false')
  const present: Filter = { is: 'present', field }
  return value ? present : not(present)
}
