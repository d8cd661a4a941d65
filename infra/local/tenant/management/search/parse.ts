import { fieldNameOf, type Leaf, leafOf } from './leaves.ts'
import { QuerySyntaxError } from './syntax-error.ts'
import { type Token, tokenize } from './tokens.ts'

/** A query: a condition on one field, or several conditions. */
export type Query = Leaf | { kind: 'boolean'; clauses: Clause[] }

/** A condition of several: one that has to hold, that may, or that must not. */
export interface Clause {
  occur: 'must' | 'should' | 'not'
  query: Query
}

/**
 * Reads a query by the grammar of Lucene's classic query parser, where AND and OR are no more than marks on the
 * clauses beside them: `a OR b AND c` needs b and c, and a is welcome.
 *
 * @throws QuerySyntaxError
 */
export function parse(text: string): Query {
  const tokens = tokenize(text)
  const query = readClauses(tokens)
  if (tokens.length > 0) throw new QuerySyntaxError('a parenthesis is closed that was not opened')
  return query
}

function readClauses(tokens: Token[], field?: string): Query {
  const clauses: Clause[] = []
  do addClause(clauses, tokens, field)
  while (tokens.length > 0 && !isSign(tokens[0], ')'))
  const [only, ...others] = clauses
  return only?.occur === 'should' && others.length === 0 ? only.query : { kind: 'boolean', clauses }
}

function addClause(clauses: Clause[], tokens: Token[], field: string | undefined): void {
  const conjunction = clauses.length > 0 ? takeSign(tokens, 'AND', 'OR') : undefined
  const modifier = takeSign(tokens, '+', '-', 'NOT')
  const query = readClause(tokens, field)
  const previous = clauses.at(-1)
  if (conjunction === 'AND' && previous?.occur === 'should') previous.occur = 'must'
  const excluded = modifier === '-' || modifier === 'NOT'
  const needed = modifier === '+' || conjunction === 'AND'
  clauses.push({ occur: excluded ? 'not' : needed ? 'must' : 'should', query })
}

/** A value, `field:value`, or a group of them; a field before a group holds for all in it that name no other. */
function readClause(tokens: Token[], inherited: string | undefined): Query {
  const [first, second] = tokens
  if (first?.kind !== 'term' || !isSign(second, ':')) return readValue(tokens, inherited)
  tokens.splice(0, 2)
  return readValue(tokens, fieldNameOf(first))
}

function readValue(tokens: Token[], field: string | undefined): Query {
  const token = tokens.shift()
  if (!token) throw new QuerySyntaxError('the query ends too early')
  if (token.kind !== 'sign') return leafOf(token, field)
  if (token.sign !== '(' || field === '_exists_') throw new QuerySyntaxError(`${token.sign} has no place here`)
  const query = readClauses(tokens, field)
  if (!takeSign(tokens, ')')) throw new QuerySyntaxError('a parenthesis is not closed')
  return query
}

function takeSign(tokens: Token[], ...signs: string[]): string | undefined {
  const [next] = tokens
  if (next?.kind !== 'sign' || !signs.includes(next.sign)) return undefined
  tokens.shift()
  return next.sign
}

function isSign(token: Token | undefined, sign: string): boolean {
  return token?.kind === 'sign' && token.sign === sign
}
