import { hasFormat } from './formats.ts'
import type { Of, Schema } from './schema.ts'

/** What is wrong with a value, in the codes and sentences of Auth0's validator (z-schema). */
export interface Violation {
  code: string
  message: string
  /** Names joined by dots; empty for the value itself. */
  path: string
  description?: string | undefined
}

/** Whether a value conforms to a schema. */
export function conforms<S extends Schema>(schema: S, value: unknown): value is Of<S> {
  return violationsOf(schema, value).length === 0
}

/** All that is wrong with a value by a schema. */
export function violationsOf(schema: Schema, value: unknown, path = ''): Violation[] {
  if (value === null && schema.nullable) return []
  const wrong = complain(path, schema.description)
  const type = typeOf(value)
  if (type !== schema.type) return wrong('INVALID_TYPE', `Expected type ${schema.type} but found type ${type}`)
  if (typeof value === 'string') return violationsOfText(schema, value, wrong)
  if (typeof value === 'number') return violationsOfNumber(schema, value, wrong)
  if (Array.isArray(value)) return violationsOfArray(schema, value, path)
  return typeof value === 'object' && value !== null
    ? violationsOfObject(schema, new Map(Object.entries(value)), path)
    : []
}

type Complain = ReturnType<typeof complain>

function complain(path: string, description?: string) {
  return (code: string, message: string): Violation[] => [{ code, message, path, description }]
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

function violationsOfText(schema: Schema, text: string, wrong: Complain): Violation[] {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format } = schema
  const { length } = text
  if (length < minLength) return wrong('MIN_LENGTH', `String is too short (${length} chars), minimum ${minLength}`)
  if (length > maxLength) return wrong('MAX_LENGTH', `String is too long (${length} chars), maximum ${maxLength}`)
  if (schema.enum && !schema.enum.includes(text)) return wrong('ENUM_MISMATCH', `No enum match for: ${text}`)
  if (pattern !== undefined && !new RegExp(pattern).test(text)) {
    return wrong('PATTERN', `String does not match pattern ${pattern}: ${text}`)
  }
  if (format && !hasFormat(format, text)) {
    return wrong('FORMAT', `Object didn't pass validation for format ${format}: ${text}`)
  }
  return []
}

function violationsOfNumber({ minimum, maximum }: Schema, value: number, wrong: Complain): Violation[] {
  if (minimum !== undefined && value < minimum) {
    return wrong('MINIMUM', `Value ${value} is less than minimum ${minimum}`)
  }
  if (maximum !== undefined && value > maximum) {
    return wrong('MAXIMUM', `Value ${value} is greater than maximum ${maximum}`)
  }
  return []
}

function violationsOfArray(schema: Schema, items: readonly unknown[], path: string): Violation[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema
  const wrong = complain(path, schema.description)
  const { length } = items
  if (length < minItems) return wrong('ARRAY_LENGTH_SHORT', `Array is too short (${length}), minimum ${minItems}`)
  if (length > maxItems) return wrong('ARRAY_LENGTH_LONG', `Array is too long (${length}), maximum ${maxItems}`)
  const { items: item } = schema
  return item ? items.flatMap((value, index) => violationsOf(item, value, join(path, String(index)))) : []
}

function violationsOfObject(schema: Schema, fields: ReadonlyMap<string, unknown>, path: string): Violation[] {
  const { properties, required = [], maxProperties = Number.POSITIVE_INFINITY } = schema
  const wrong = complain(path)
  const missing = required.filter((name) => !fields.has(name))
  const unknown = [...fields.keys()].filter((name) => properties && !Object.hasOwn(properties, name))
  const known = [...fields].flatMap(([name, value]) => {
    const property = properties && Object.hasOwn(properties, name) ? properties[name] : undefined
    return property ? violationsOf(property, value, join(path, name)) : []
  })
  return [
    ...missing.flatMap((name) => wrong('OBJECT_REQUIRED', `Missing required property: ${name}`)),
    ...unknown.flatMap((name) => wrong('OBJECT_ADDITIONAL_PROPERTIES', `Additional properties not allowed: ${name}`)),
    ...(fields.size > maxProperties
      ? wrong('OBJECT_PROPERTIES_MAXIMUM', `Too many properties defined (${fields.size}), maximum ${maxProperties}`)
      : []),
    ...known,
  ]
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
