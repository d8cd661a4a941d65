import { invalidRequest } from '../errors.ts'
import type { Field } from './fields.ts'
import type { Filter } from './tree.ts'
import { textFor } from './values.ts'

/** A caret and a literal, whose special characters are escaped; `\d` and its like are classes, not characters. */
const BEGINNING = /^\^((?:[^\\^$.*+?()[\]{}|]|\\[^A-Za-z0-9])+)$/u
/** Auth0 wants a literal of three characters after a star that leads, and for no other. */
const LEADING_TOO_FEW = /^\*+(?!\*|[^*]{3})/u

/**
 * Reads an anchored `$regex` such as `^jo` or `^a\.b`.
 *
 * @throws ServiceError `invalid_request` when it asks for more than a beginning, or Auth0 has no wildcards on the field
 */
export function beginning(field: Field, regex: unknown): Filter {
  const literal = BEGINNING.exec(textFor(field, regex))?.[1]
  if (literal === undefined) throw invalidRequest('$regex must be ^ and a literal beginning, such as ^jo or ^a\\.b')
  return like(field, [literal.replace(/\\(.)/gu, '$1'), ''])
}

/**
 * Reads a text to match, in which `*` stands for any characters, or for none.
 *
 * @throws ServiceError `invalid_request` when Auth0 has no such wildcards
 */
export function matching(field: Field, value: string): Filter {
  const text = textFor(field, value)
  if (!text.includes('*')) return { is: 'oneOf', field, values: [text] }
  if (LEADING_TOO_FEW.test(text)) throw invalidRequest(`"${field.name}" needs three characters after a leading *`)
  return like(field, text.split(/\*+/))
}

function like(field: Field, literals: readonly string[]): Filter {
  if (field.kind === 'text' || field.kind === 'app_metadata') return { is: 'like', field, literals }
  throw invalidRequest(`Auth0 searches "${field.name}" by whole values only`)
}
