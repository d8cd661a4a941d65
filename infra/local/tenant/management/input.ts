import { bodyOf } from '../http/body.ts'
import type { Context } from '../http/context.ts'
import type { Upload } from '../http/upload.ts'
import { type ApiError, refusals } from './errors.ts'
import type { Of, Schema } from './schema/schema.ts'
import { conforms, type Violation, violationsOf } from './schema/validate.ts'

/**
 * The query parameters of a request.
 *
 * @throws ApiError invalid_query_string, for unknown parameters too
 */
export function queryOf<S extends Schema>(ctx: Context, schema: S): Of<S> {
  const query = Object.entries(ctx.query).map(([name, value]) => [name, coerce(schema.properties?.[name], value)])
  return accept(schema, Object.fromEntries(query), 'Query', refusals.invalidQuery)
}

/**
 * The JSON body of a request.
 *
 * @throws ApiError invalid_body, for unknown properties too
 */
export function payloadOf<S extends Schema>(ctx: Context, schema: S): Of<S> {
  const { json, size } = bodyOf(ctx)
  if (json === undefined && size > 0) throw refusals.invalidBody('Invalid request payload JSON format')
  return accept(schema, json ?? {}, 'Payload', refusals.invalidBody)
}

/**
 * The fields of an upload, whose files are checked apart.
 *
 * @throws ApiError invalid_body
 */
export function fieldsOf<S extends Schema>(upload: Upload, schema: S): Of<S> {
  const fields = Object.entries(upload.fields).map(([name, value]) => [name, coerce(schema.properties?.[name], value)])
  return accept(schema, Object.fromEntries(fields), 'Payload', refusals.invalidBody)
}

/** A sentence of Auth0's on what is wrong, such as "Query validation error: 'Value 101 is greater than ...'". */
export function sentence(kind: string, { message, path, description }: Violation): string {
  const about = description === undefined ? '' : ` (${description})`
  return `${kind} validation error: '${message}'${path === '' ? '' : ` on property ${path}${about}`}.`
}

/** Texts of a query or form as the schema's type, as far as they read as such. */
function coerce(schema: Schema | undefined, value: unknown): unknown {
  if (schema?.type === 'array') return Array.isArray(value) ? value : [value]
  if (typeof value !== 'string') return value
  if (schema?.type === 'integer' && /^-?\d{1,15}$/.test(value)) return Number(value)
  if (schema?.type === 'boolean' && /^(true|false)$/.test(value)) return value === 'true'
  return value
}

function accept<S extends Schema>(
  schema: S,
  value: unknown,
  kind: string,
  refuse: (message: string) => ApiError,
): Of<S> {
  if (conforms(schema, value)) return value
  const [first] = violationsOf(schema, value)
  throw refuse(first ? sentence(kind, first) : `${kind} validation error.`)
}
