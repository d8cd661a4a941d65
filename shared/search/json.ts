import { invalidRequest } from '../errors.ts'

/**
 * Insists on a list.
 *
 * @param name what to call it in an error
 * @throws ServiceError `invalid_request` when it is none
 */
export function listOf(name: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw invalidRequest(`${name} must be a list`)
  return value
}

/**
 * Insists on an object, no deeper than there is room for, and gives its own entries.
 *
 * @param name what to call it in an error
 * @param room how many levels may still follow, this one among them
 * @throws ServiceError `invalid_request` when it is none, or lies too deep
 */
export function entriesOf(name: string, value: unknown, room: number): readonly (readonly [string, unknown])[] {
  if (room <= 0) throw invalidRequest(`${name} lies too deep in the filter`)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidRequest(`${name} must be an object`)
  return Object.entries(value)
}
