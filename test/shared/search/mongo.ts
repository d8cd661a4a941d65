/** What a filter of MongoDB's is, as far as it is spoken here. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const CASELESS = new Set(['email', 'name', 'given_name', 'family_name', 'nickname'])
const DATES = new Set(['created_at', 'updated_at', 'last_login'])

/** Tells whether a filter selects a user, by the filter's own words: nothing is shared with the translator. */
export function fits(filter: Json, user: object): boolean {
  return members(filter).every(([key, operand]) => {
    if (key === '$and') return list(operand).every((each) => fits(each, user))
    if (key === '$or') return list(operand).some((each) => fits(each, user))
    if (key === '$nor') return !list(operand).some((each) => fits(each, user))
    const values = reach(user, key.split('.')).map((value) => shape(key, value))
    return isObject(operand) ? fitsAll(key, operand, values) : equal(shape(key, operand), values)
  })
}

function fitsAll(field: string, operators: Json, values: readonly Json[]): boolean {
  return members(operators).every(([name, raw]) => {
    const operand = Array.isArray(raw) ? raw.map((each) => shape(field, each)) : shape(field, raw)
    switch (name) {
      case '$not':
        return !fitsAll(field, raw, values)
      case '$eq':
        return equal(operand, values)
      case '$ne':
        return !equal(operand, values)
      case '$in':
        return list(operand).some((each) => equal(each, values))
      case '$nin':
        return !list(operand).some((each) => equal(each, values))
      case '$exists':
        return values.length > 0 === operand
      case '$regex':
        return values.some((value) => new RegExp(String(operand), 's').test(String(value)))
      case '$gt':
        return values.some((value) => order(value, operand) > 0)
      case '$gte':
        return values.some((value) => order(value, operand) >= 0)
      case '$lt':
        return values.some((value) => order(value, operand) < 0)
      case '$lte':
        return values.some((value) => order(value, operand) <= 0)
      default:
        throw new Error(`No operator ${name}`)
    }
  })
}

/** Absent is null; Auth0's index does not tell 5 from "5". */
function equal(wanted: Json, values: readonly Json[]): boolean {
  return wanted === null ? values.length === 0 : values.some((value) => String(value) === String(wanted))
}

/** Below, at or above zero; not a number for what has no order. */
function order(left: Json, right: Json): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (typeof left !== 'string' || typeof right !== 'string') return Number.NaN
  const [a, b] = [Array.from(left), Array.from(right)]
  const at = a.findIndex((character, i) => character !== b[i])
  if (at < 0) return a.length - b.length
  return (a[at]?.codePointAt(0) ?? -1) - (b[at]?.codePointAt(0) ?? -1)
}

/** All that lies at a path, through arrays, but for what Auth0 does not index; `email.domain` is Auth0's own. */
function reach(value: unknown, path: readonly string[]): Json[] {
  if (Array.isArray(value)) return value.flatMap((each) => reach(each, path))
  const [key, ...rest] = path
  if (key === undefined) return isJson(value) && value !== null && !isObject(value) ? [value] : []
  if (key === 'domain' && typeof value === 'string') return [value.split('@').at(-1) ?? '']
  return isObject(value) && Object.hasOwn(value, key) ? reach(value[key], rest) : []
}

function shape(field: string, value: Json): Json {
  if (typeof value !== 'string') return value
  if (DATES.has(field)) return Date.parse(value)
  return CASELESS.has(field) ? Array.from(value, (character) => character.toLowerCase()).join('') : value
}

function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isJson(value: unknown): value is Json {
  return value === null || ['string', 'number', 'boolean', 'object'].includes(typeof value)
}

function members(value: Json): readonly [string, Json][] {
  return isObject(value) ? Object.entries(value) : []
}

function list(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : []
}
