import * as v from 'valibot'
import { invalidRequest } from '../errors.ts'
import type { HttpEvent } from './request.ts'

/** A parameter as text; an empty one counts as left out (RFC 6749 section 3.1). */
export const parameter = v.optional(
  v.pipe(
    v.string('must be one text'),
    v.maxLength(8192, 'is too long'),
    v.transform((text) => (text === '' ? undefined : text)),
  ),
)

/**
 * Reads the parameters of a parsed body.
 *
 * @throws ServiceError `invalid_request` naming the parameter at fault, never its value
 */
export function bodyParameters<Schema extends v.GenericSchema>(
  event: HttpEvent,
  schema: Schema,
): v.InferOutput<Schema> {
  const { body = {} } = event
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidRequest('The body must be an object')
  // A copy without a prototype's ghosts: the form parser's object has none at all.
  const result = v.safeParse(schema, { ...body })
  if (result.success) return result.output
  const [issue] = result.issues
  throw invalidRequest(`${v.getDotPath(issue) ?? 'The body'} ${issue.message}`)
}

/**
 * Insists on a parameter.
 *
 * @throws ServiceError `invalid_request` naming it
 */
export function required(name: string, value: string | undefined): string {
  if (value === undefined) throw invalidRequest(`${name} is missing`)
  return value
}
