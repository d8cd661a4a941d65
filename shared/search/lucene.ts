import type { Field } from './fields.ts'
import type { Filter, Side } from './tree.ts'
import type { Scalar } from './values.ts'

/** Whatever Lucene, Elasticsearch and Auth0 give a meaning to outside of quotes; U+3000 is a space to Lucene too. */
const SPECIAL = /[-+&|!(){}[\]^"~*?:\\/<>=\s]/g

/** A negation of Lucene's takes users away, so that there must be some: each user has an id. */
const EVERYBODY = '_exists_:user_id'
const NOBODY = `${EVERYBODY} AND NOT (${EVERYBODY})`

const RANGES: Readonly<Record<Side, (bound: string) => string>> = {
  $gt: (bound) => `{${bound} TO *]`,
  $gte: (bound) => `[${bound} TO *]`,
  $lt: (bound) => `[* TO ${bound}}`,
  $lte: (bound) => `[* TO ${bound}]`,
}

/**
 * Writes a filter as a query of Auth0's user search v3. Every part of a whole stands in parentheses, a level holds only
 * ANDs or only ORs, and NOT follows an AND: Lucene's own precedence, which is none, never has a say.
 *
 * @returns the query without parentheses around it
 * @see https://lucene.apache.org/core/2_9_4/queryparsersyntax.html
 */
export function toLucene(filter: Filter): string {
  switch (filter.is) {
    case 'all':
      return filter.of.map(inParentheses).join(' AND ') || EVERYBODY
    case 'any':
      return filter.of.map(inParentheses).join(' OR ') || NOBODY
    case 'not':
      return `${EVERYBODY} AND NOT ${inParentheses(filter.of)}`
    case 'oneOf':
      return filter.values.map((value) => `${nameOf(filter.field)}:${exactly(value)}`).join(' OR ') || NOBODY
    case 'present':
      return `_exists_:${nameOf(filter.field)}`
    case 'range':
      return `${nameOf(filter.field)}:${RANGES[filter.side](boundOf(filter.bound))}`
    case 'like':
      // Joined to a star, the words AND, OR, NOT and TO are no operators.
      return `${nameOf(filter.field)}:${filter.literals.map(escaped).join('*')}`
  }
}

/** Writes a filter as one part of a larger query. */
export function inParentheses(filter: Filter): string {
  return `(${toLucene(filter)})`
}

/** Dashes occur in metadata. */
function nameOf({ name }: Field): string {
  return escaped(name)
}

function exactly(value: Scalar): string {
  return typeof value === 'string' ? quoted(value) : escaped(String(value))
}

/** Within a range a dash is no operator, and a number may begin with one. */
function boundOf(bound: string | number): string {
  return typeof bound === 'string' ? quoted(bound) : String(bound)
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

function escaped(text: string): string {
  return text.replace(SPECIAL, '\\$&')
}
