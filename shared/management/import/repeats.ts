import * as v from 'valibot'
import type { RowError } from './row-error.ts'

/** What tells users apart, and how Auth0 compares it. */
const IDENTIFIERS = [
  ['email', (text: string) => text.toLowerCase()],
  ['username', (text: string) => text.toLowerCase()],
  ['user_id', (text: string) => text],
  ['phone_number', (text: string) => text],
] as const

/** Users that stand in a file twice: all but the first of each, by index. */
export function repeatsOf(users: readonly unknown[]): ReadonlyMap<number, readonly RowError[]> {
  const repeats = new Map<number, RowError[]>()
  for (const [name, comparable] of IDENTIFIERS) {
    const Named = v.object({ [name]: v.string() })
    const first = new Map<string, number>()
    for (const [index, user] of users.entries()) {
      const value = v.is(Named, user) ? user[name] : undefined
      if (value === undefined) continue
      const key = comparable(value)
      const before = first.get(key)
      if (before === undefined) first.set(key, index)
      else repeats.set(index, [...(repeats.get(index) ?? []), duplicate(name, before)])
    }
  }
  return repeats
}

function duplicate(path: string, before: number): RowError {
  return { code: 'DUPLICATED_USER', message: `A user with this ${path} was already provided: users[${before}]`, path }
}
