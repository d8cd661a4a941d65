/** What an admin call got wrong; answered with 400. */
export class BadInput extends Error {}

/** Turns an untrusted value into a typed one; throws `BadInput` naming the place. */
export type Parser<T> = (value: unknown, place: string) => T

type Shape = Record<string, Parser<unknown>>
type Parsed<S extends Shape> = { [K in keyof S]: ReturnType<S[K]> }

/** A text that is not empty. */
export const string: Parser<string> = (value, place) =>
  typeof value === 'string' && value !== '' ? value : refuse(place, 'a non-empty string')

/** An absolute URL of the web without fragment, as a callback has to be (RFC 6749 3.1.2). */
export const callbackUrl: Parser<string> = (value, place) => {
  const url = typeof value === 'string' ? URL.parse(value) : null
  const good = url !== null && ['http:', 'https:'].includes(url.protocol) && !url.href.includes('#')
  return good ? string(value, place) : refuse(place, 'an http or https URL without fragment')
}

/** True or false. */
export const boolean: Parser<boolean> = (value, place) =>
  typeof value === 'boolean' ? value : refuse(place, 'true or false')

/** An object with any fields. */
export const record: Parser<Record<string, unknown>> = (value, place) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : refuse(place, 'an object')

/** Whatever was sent. */
export const anything: Parser<unknown> = (value) => value

/** A whole number within bounds, both included. */
export function integer(least: number, most: number = Number.MAX_SAFE_INTEGER): Parser<number> {
  return (value, place) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : refuse(place, `a whole number from ${least} to ${most}`)
}

/** A number above zero. */
export const positive: Parser<number> = (value, place) =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : refuse(place, 'a number above zero')

/** An array of one kind of thing. */
export function list<T>(parse: Parser<T>): Parser<T[]> {
  return (value, place) =>
    Array.isArray(value)
      ? value.map((item: unknown, index) => parse(item, `${place}[${index}]`))
      : refuse(place, 'an array')
}

/** One of some words. */
export function oneOf<const T extends string>(...choices: T[]): Parser<T> {
  return (value, place) => choices.find((choice) => choice === value) ?? refuse(place, `one of ${choices.join(', ')}`)
}

/** An object whose fields are texts. */
export const stringRecord: Parser<Record<string, string>> = (value, place) =>
  Object.fromEntries(
    Object.entries(record(value, place)).map(([name, item]) => [name, string(item, `${place}.${name}`)]),
  )

/** An object with every required field, some optional ones, and no other. */
export function object<R extends Shape, O extends Shape>(
  required: R,
  optional: O,
): Parser<Parsed<R> & Partial<Parsed<O>>> {
  return (value, place) => {
    const fields = record(value, place)
    const unknown = Object.keys(fields).find((name) => !Object.hasOwn({ ...required, ...optional }, name))
    if (unknown !== undefined) throw new BadInput(`${place} has no field ${unknown}`)
    const given = Object.entries(optional).filter(([name]) => fields[name] !== undefined)
    const parsers = [...Object.entries(required), ...given]
    const parsed = parsers.map(([name, parse]) => [name, parse(fields[name], `${place}.${name}`)])
    return Object.fromEntries(parsed)
  }
}

function refuse(place: string, expected: string): never {
  throw new BadInput(`${place} must be ${expected}`)
}
