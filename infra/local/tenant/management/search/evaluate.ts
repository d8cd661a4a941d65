import { isBetween, isMatch } from './compare.ts'
import type { IndexedUser, Scalar } from './document.ts'
import type { Leaf } from './leaves.ts'
import type { Clause, Query } from './parse.ts'

/** What a query or group of nothing but exclusions selects; see `settings.ts`. */
export type PureNegation = 'nothing' | 'complement'

/** Whether a query selects a user. */
export function selects(query: Query, user: IndexedUser, pureNegation: PureNegation): boolean {
  if (query.kind !== 'boolean') return holds(query, user)
  const { clauses } = query
  const outcome = (occur: Clause['occur']) =>
    clauses.filter((clause) => clause.occur === occur).map((clause) => selects(clause.query, user, pureNegation))
  if (outcome('not').includes(true)) return false
  const [must, should] = [outcome('must'), outcome('should')]
  if (must.length > 0) return !must.includes(false)
  return should.length > 0 ? should.includes(true) : pureNegation === 'complement'
}

function holds(leaf: Leaf, user: IndexedUser): boolean {
  if (leaf.kind === 'exists') return exists(leaf.field, user)
  if (leaf.kind === 'range')
    return valuesOf(leaf.field, user).some((value) => isBetween(leaf.field, value, leaf.low, leaf.high))
  const fields = leaf.field === undefined ? [...user.keys()].filter(isDefault) : [leaf.field]
  return fields.some((field) => valuesOf(field, user).some((value) => isMatch(field, value, leaf.pieces)))
}

function exists(field: string, user: IndexedUser): boolean {
  return [...user.keys()].some((path) => path === field || path.startsWith(`${field}.`))
}

function valuesOf(field: string, user: IndexedUser): readonly Scalar[] {
  return user.get(field) ?? []
}

/** A term without a field does not match `user_metadata`, nor what is no field of its own. */
function isDefault(field: string): boolean {
  return field !== 'email.domain' && !field.startsWith('user_metadata.')
}
