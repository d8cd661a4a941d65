import * as v from 'valibot'
import { repeatsOf } from './repeats.ts'
import { type RowError, rowErrorOf } from './row-error.ts'
import { ImportedUser } from './user.ts'

/** The errors of one user by its place in the file. */
export interface BadUser {
  readonly index: number
  readonly errors: readonly RowError[]
}

/** What Auth0 would say of a file. */
export interface DryRun {
  readonly total: number
  readonly errors: readonly BadUser[]
  /** How many more bad users there are, when an answer has no room for all. */
  readonly omitted?: number
}

/** Lambda's answers hold 6 MB, of which quoting takes its share. */
const MAX_REPORT_BYTES = 4_000_000
const MAX_ERRORS_OF_USER = 100

/** Judges all users of a file as an import would, without asking Auth0; it does not know who exists already. */
export function dryRun(users: readonly unknown[]): DryRun {
  const repeats = repeatsOf(users)
  const bad: BadUser[] = []
  for (const [index, user] of users.entries()) {
    const errors = [...errorsOf(user), ...(repeats.get(index) ?? [])]
    if (errors.length > 0) bad.push({ index, errors: errors.slice(0, MAX_ERRORS_OF_USER) })
  }
  const errors = bad.slice(0, fitting(bad))
  const omitted = bad.length - errors.length
  return { total: users.length, errors, ...(omitted > 0 && { omitted }) }
}

function errorsOf(user: unknown): readonly RowError[] {
  const result = v.safeParse(ImportedUser, user)
  return result.success ? [] : result.issues.map(rowErrorOf)
}

/** How many of the first there is room for. */
function fitting(bad: readonly BadUser[]): number {
  let bytes = 0
  const last = bad.findIndex((user) => {
    bytes += Buffer.byteLength(JSON.stringify(user)) + 1
    return bytes > MAX_REPORT_BYTES
  })
  return last < 0 ? bad.length : last
}
