import { QuerySyntaxError } from './syntax-error.ts'
import type { Bound, RangeToken, TermToken } from './tokens.ts'

/** A condition on one field, or on any field but `user_metadata`. */
export type Leaf =
  | { kind: 'exists'; field: string }
  | { kind: 'match'; field: string | undefined; pieces: string[] }
  | { kind: 'range'; field: string; low: Bound; high: Bound }

/** Characters that a wildcard at the beginning must stand before. */
const LEAST_AFTER_WILDCARD = 3

/** The name that stands before a colon. */
export function fieldNameOf({ pieces, quoted }: TermToken): string {
  const [name, ...rest] = pieces
  if (!name || quoted || rest.length > 0) throw new QuerySyntaxError('a field has no plain name')
  return name
}

/**
 * The condition that a value sets, within Auth0's limits: no wildcard or range on `user_metadata`, three characters
 * after a leading wildcard, no bare `*` but `field:*`.
 *
 * @see https://auth0.com/docs/manage-users/user-search/user-search-query-syntax
 */
export function leafOf(token: TermToken | RangeToken, field: string | undefined): Leaf {
  if (token.kind === 'range') return rangeOf(token, field)
  if (field === '_exists_') return { kind: 'exists', field: fieldNameOf({ ...token, quoted: false }) }
  if (token.pieces.length > 1) checkWildcard(token.pieces, field)
  return { kind: 'match', field, pieces: token.pieces }
}

function rangeOf({ low, high }: RangeToken, field: string | undefined): Leaf {
  if (field === undefined || field === '_exists_') throw new QuerySyntaxError('a range has no field')
  if (isUserMetadata(field)) throw new QuerySyntaxError('user_metadata cannot be searched with ranges')
  return { kind: 'range', field, low, high }
}

function checkWildcard(pieces: string[], field: string | undefined): void {
  if (isUserMetadata(field)) throw new QuerySyntaxError('user_metadata cannot be searched with wildcards')
  const [before, after = ''] = pieces
  const anything = pieces.join('') === '' && pieces.length === 2
  if (anything && field !== undefined) return
  if (before === '' && after.length < LEAST_AFTER_WILDCARD) {
    throw new QuerySyntaxError(`a leading wildcard needs ${LEAST_AFTER_WILDCARD} characters after it`)
  }
}

function isUserMetadata(field: string | undefined): boolean {
  return field === 'user_metadata' || field?.startsWith('user_metadata.') === true
}
