import type { Field } from './fields.ts'
import type { Scalar } from './values.ts'

/** The sides of a range. */
export type Side = '$gt' | '$gte' | '$lt' | '$lte'

/** What selects users, checked: every field is listed, every value one that its field can hold. */
export type Filter =
  | { readonly is: 'all' | 'any'; readonly of: readonly Filter[] }
  | { readonly is: 'not'; readonly of: Filter }
  | { readonly is: 'oneOf'; readonly field: Field; readonly values: readonly Scalar[] }
  | { readonly is: 'present'; readonly field: Field }
  | { readonly is: 'range'; readonly field: Field; readonly side: Side; readonly bound: string | number }
  /** A text of these literals in their order, anything between two of them; an empty one leaves its end open. */
  | { readonly is: 'like'; readonly field: Field; readonly literals: readonly string[] }

/** Selects the users that all of the filters select; everybody when there is none. */
export function allOf(filters: readonly Filter[]): Filter {
  const [first, ...rest] = filters
  return first && rest.length === 0 ? first : { is: 'all', of: filters }
}

/** Selects the users that one of the filters selects; nobody when there is none. */
export function anyOf(filters: readonly Filter[]): Filter {
  const [first, ...rest] = filters
  return first && rest.length === 0 ? first : { is: 'any', of: filters }
}

/** Selects all others, those that lack a field among them. */
export function not(filter: Filter): Filter {
  return { is: 'not', of: filter }
}

/** How many comparisons a filter asks for; an empty part counts as one. */
export function size(filter: Filter): number {
  switch (filter.is) {
    case 'all':
    case 'any':
      return filter.of.reduce((sum, part) => sum + size(part), 0) || 1
    case 'not':
      return size(filter.of)
    case 'oneOf':
      return filter.values.length || 1
    default:
      return 1
  }
}
