import * as v from 'valibot'
import { UNKNOWN } from './closed.ts'

/** What is wrong with a user, as the errors of an import job tell it; it never quotes a value of the file. */
export interface RowError {
  readonly code: string
  readonly message: string
  /** Names and indexes, joined by dots; none for the user as a whole. */
  readonly path?: string
}

/** Auth0's code for each type of issue. */
const CODES: Readonly<Record<string, string>> = {
  array: 'INVALID_TYPE',
  boolean: 'INVALID_TYPE',
  custom: 'INVALID_TYPE',
  integer: 'INVALID_TYPE',
  number: 'INVALID_TYPE',
  string: 'INVALID_TYPE',
  check: 'FORMAT',
  url: 'FORMAT',
  regex: 'PATTERN',
  picklist: 'ENUM_MISMATCH',
  min_value: 'MINIMUM',
  max_entries: 'OBJECT_PROPERTIES_MAXIMUM',
}

/** Turns an issue of the schema into Auth0's words. */
export function rowErrorOf(issue: v.BaseIssue<unknown>): RowError {
  const path = v.getDotPath(issue)
  const missing = issue.received === 'undefined'
  const message = `${path ?? 'The user'} ${missing ? 'is missing' : issue.message}`
  return { code: missing ? 'OBJECT_REQUIRED' : codeOf(issue), message, ...(path !== null && { path }) }
}

function codeOf({ type, input, message }: v.BaseIssue<unknown>): string {
  if (message === UNKNOWN) return 'OBJECT_ADDITIONAL_PROPERTIES'
  if (type === 'min_length') return Array.isArray(input) ? 'ARRAY_LENGTH_SHORT' : 'MIN_LENGTH'
  if (type === 'max_length') return Array.isArray(input) ? 'ARRAY_LENGTH_LONG' : 'MAX_LENGTH'
  return CODES[type] ?? 'NOT_PASSED'
}
