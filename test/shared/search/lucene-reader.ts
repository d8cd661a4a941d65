import { type Kind, type Token, tokenize } from './lucene-tokens.ts'

/** A query as it was read. */
export type Query =
  | { readonly is: 'group'; readonly joint: 'AND' | 'OR'; readonly of: readonly Clause[] }
  | { readonly is: 'exists'; readonly field: string }
  | { readonly is: 'value'; readonly field: string; readonly text: string }
  | { readonly is: 'wild'; readonly field: string; readonly parts: readonly string[] }
  | { readonly is: 'range'; readonly field: string; readonly from: Bound; readonly to: Bound }

export interface Clause {
  readonly negated: boolean
  readonly query: Query
}

export interface Bound {
  /** undefined: open */
  readonly text: string | undefined
  readonly inclusive: boolean
}

/**
 * Reads a query by Lucene's grammar and Elasticsearch's additions to it. It is stricter than they are: it refuses what
 * is ambiguous or needless (AND beside OR, NOT beside OR, terms side by side, no field, `+`, `-`, `~`, `^`, `?`, `/`).
 *
 * @throws SyntaxError when it is no such query
 */
export function read(query: string): Query {
  const tokens = [...tokenize(query)]
  const result = group(tokens)
  if (tokens.length > 0) throw new SyntaxError(`${tokens[0]?.text} is left over in ${query}`)
  return result
}

function group(tokens: Token[]): Query {
  const first = clause(tokens)
  const joint = tokens[0]?.kind === 'OR' ? 'OR' : 'AND'
  const clauses = [first]
  while (tokens[0]?.kind === joint) {
    take(tokens, joint)
    clauses.push(clause(tokens))
  }
  if (joint === 'OR' && clauses.some(({ negated }) => negated)) throw new SyntaxError('NOT stands beside OR')
  return clauses.length === 1 && !first.negated ? first.query : { is: 'group', joint, of: clauses }
}

function clause(tokens: Token[]): Clause {
  const negated = tokens[0]?.kind === 'NOT'
  if (negated) take(tokens, 'NOT')
  if (tokens[0]?.kind !== 'LPAREN') return { negated, query: comparison(tokens) }
  take(tokens, 'LPAREN')
  const query = group(tokens)
  take(tokens, 'RPAREN')
  return { negated, query }
}

function comparison(tokens: Token[]): Query {
  const field = unescaped(take(tokens, 'TERM').text)
  take(tokens, 'COLON')
  const { kind, text } = take(tokens, 'TERM', 'QUOTED', 'PREFIXTERM', 'WILDTERM', 'RANGEIN_START', 'RANGEEX_START')
  if (kind === 'RANGEIN_START' || kind === 'RANGEEX_START') return range(tokens, field, kind)
  if (kind === 'PREFIXTERM' || kind === 'WILDTERM') return { is: 'wild', field, parts: wildParts(text) }
  const value = unescaped(kind === 'QUOTED' ? text.slice(1, -1) : text)
  if (field === '_exists_') return { is: 'exists', field: value }
  // Elasticsearch sees a comparison in the unescaped text.
  if (kind === 'TERM' && /^[<>]/.test(value)) throw new SyntaxError(`${value} is a range to Elasticsearch`)
  return { is: 'value', field, text: value }
}

function range(tokens: Token[], field: string, start: Kind): Query {
  const from = bound(take(tokens, 'RANGE_QUOTED', 'RANGE_GOOP'))
  take(tokens, 'RANGE_TO')
  const to = bound(take(tokens, 'RANGE_QUOTED', 'RANGE_GOOP'))
  const end = take(tokens, 'RANGEIN_END', 'RANGEEX_END').kind
  return {
    is: 'range',
    field,
    from: { text: from, inclusive: start === 'RANGEIN_START' },
    to: { text: to, inclusive: end === 'RANGEIN_END' },
  }
}

/** Lucene takes a bare star for an open end; Elasticsearch does so after the quotes are gone. */
function bound({ kind, text }: Token): string | undefined {
  const value = unescaped(kind === 'RANGE_QUOTED' ? text.slice(1, -1) : text)
  return value === '*' ? undefined : value
}

function wildParts(text: string): readonly string[] {
  const parts = ['']
  for (const piece of text.match(/\\?[\s\S]/g) ?? []) {
    if (piece === '?') throw new SyntaxError('Auth0 has no wildcard but *')
    if (piece === '*') parts.push('')
    else parts.push(`${parts.pop()}${unescaped(piece)}`)
  }
  return parts
}

function unescaped(text: string): string {
  if (/(?<!\\)(?:\\\\)*\\u/.test(text)) throw new SyntaxError('\\u begins a code point in Lucene')
  return text.replace(/\\([\s\S])/g, '$1')
}

function take(tokens: Token[], ...kinds: readonly Kind[]): Token {
  const token = tokens.shift()
  if (token && kinds.includes(token.kind)) return token
  throw new SyntaxError(`${token?.text ?? 'The end'} stands where ${kinds.join(' or ')} should`)
}
