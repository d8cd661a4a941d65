import { invalidRequest, type ServiceError } from '../errors.ts'
import type { Field, Kind } from './fields.ts'

/** What a field is compared with; a date is an ISO 8601 text in UTC with milliseconds. */
export type Scalar = string | number | boolean

const LONGEST = 256
/** A day, or a moment that says its offset: nothing that depends on where the code runs. */
const MOMENT = /^([12]\d{3}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/

const CHECKS: Readonly<Record<Kind, (field: Field, value: unknown) => Scalar>> = {
  text: textFor,
  boolean: booleanFor,
  integer: integerFor,
  date: momentFor,
  app_metadata: anythingFor,
  user_metadata: anythingFor,
}

/**
 * Checks a value that a field is to equal.
 *
 * @throws ServiceError `invalid_request` when it is none that the field can hold
 */
export function scalarFor(field: Field, value: unknown): Scalar {
  return CHECKS[field.kind](field, value)
}

/**
 * Checks a text: 1 to 256 UTF-16 units, well-formed, no control characters.
 *
 * @throws ServiceError `invalid_request` when it is something else
 */
export function textFor(field: Field, value: unknown): string {
  if (typeof value !== 'string') throw wrong(field, 'a text')
  if (value === '' || value.length > LONGEST || !value.isWellFormed() || /\p{Cc}/u.test(value)) {
    throw wrong(field, `1 to ${LONGEST} characters, none of them a control character`)
  }
  return value
}

/**
 * Checks the bound of a range. Lucene's tokenizer takes `\"` for a part of a quoted bound even where the backslash is
 * escaped itself, and so reads on to the next quote; Elasticsearch takes a quoted `*` for no bound at all.
 *
 * @throws ServiceError `invalid_request` when the field has no ranges, or none with such a bound
 * @see https://github.com/apache/lucene `QueryParser.jj`, token `RANGE_QUOTED`
 */
export function boundFor(field: Field, value: unknown): string | number {
  if (field.kind === 'user_metadata') throw invalidRequest(`Auth0 has no ranges on user_metadata: "${field.name}"`)
  const bound = scalarFor(field, value)
  if (typeof bound === 'boolean') throw wrong(field, 'a range of numbers or texts')
  if (bound === '*' || /["\\]/.test(String(bound))) throw wrong(field, 'bounds without quotes, backslashes, a lone *')
  return bound
}

function anythingFor(field: Field, value: unknown): Scalar {
  if (typeof value === 'boolean') return value
  return typeof value === 'number' ? numberFor(field, value) : textFor(field, value)
}

function booleanFor(field: Field, value: unknown): boolean {
  if (typeof value !== 'boolean') throw wrong(field, 'true or false')
  return value
}

function integerFor(field: Field, value: unknown): number {
  if (!Number.isInteger(value)) throw wrong(field, 'a whole number')
  return numberFor(field, value)
}

/** JSON's numbers may be larger than what is kept exactly, and would then stand for others. */
function numberFor(field: Field, value: unknown): number {
  if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value
  throw wrong(field, 'a number of at most 2^53 - 1')
}

/** Elasticsearch rounds a day up or down by the side that it bounds; a full moment means the same everywhere. */
function momentFor(field: Field, value: unknown): string {
  const moment = typeof value === 'string' ? momentOf(value) : undefined
  if (moment === undefined) throw wrong(field, 'an ISO 8601 date such as 2026-11-22 or 2026-11-22T10:00:00Z')
  return moment
}

/** The parser of dates takes 31 February for a day in March. */
function momentOf(text: string): string | undefined {
  const day = MOMENT.exec(text)?.[1]
  return day !== undefined && inUtc(day)?.startsWith(day) ? inUtc(text) : undefined
}

function inUtc(text: string): string | undefined {
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

function wrong({ name }: Field, wanted: string): ServiceError {
  return invalidRequest(`"${name}" must be compared with ${wanted}`)
}
