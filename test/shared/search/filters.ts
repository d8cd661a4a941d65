import fc from 'fast-check'
import type { Json } from './mongo.ts'
import { CONNECTIONS, MOMENTS, numbers } from './samples.ts'

type Operands = Readonly<Record<string, fc.Arbitrary<Json>>>

/** Filters that a caller may ask for, of any shape, with texts of a pool. */
export function filtersOf(pool: readonly string[], depth = 2): fc.Arbitrary<Json> {
  return nested(conditionsOf(pool), depth)
}

function nested(condition: fc.Arbitrary<Json>, depth: number): fc.Arbitrary<Json> {
  const both = fc.tuple(condition, condition).map(([one, other]): Json => Object.assign({}, one, other))
  const simple = fc.oneof({ weight: 8, arbitrary: condition }, { weight: 2, arbitrary: both }, fc.constant({}))
  if (depth === 0) return simple
  const lists = fc.array(nested(condition, depth - 1), { minLength: 1, maxLength: 3 })
  return fc.oneof(simple, ...['$and', '$or', '$nor'].map((name) => lists.map((list): Json => ({ [name]: list }))))
}

/** Filters on one field, with values and bounds that it can hold. */
function conditionsOf(pool: readonly string[]): fc.Arbitrary<Json> {
  const text = fc.constantFrom(...pool)
  const bounds = fc.constantFrom('a', ...pool.filter((each) => each !== '*' && !/["\\]/.test(each)))
  const onText = {
    ...ranges(bounds),
    $regex: fc.tuple(text, fc.nat(4)).map(([full, length]) => anchored(full, length)),
  }
  const dates = fc.constantFrom(...MOMENTS, '2026-01-01', '2026-01-01T11:00:00+01:00', '2026-11-22T23:59Z')
  const anything = fc.oneof({ weight: 4, arbitrary: text }, numbers, fc.boolean())
  const kinds: readonly (readonly [names: readonly string[], values: fc.Arbitrary<Json>, more: Operands])[] = [
    [['email', 'name', 'nickname', 'username', 'user_id', 'email.domain'], text, onText],
    [['identities.connection'], fc.constantFrom(...CONNECTIONS), onText],
    [['email_verified', 'blocked', 'identities.isSocial'], fc.boolean(), {}],
    [['created_at', 'last_login'], dates, ranges(dates)],
    [['logins_count'], fc.nat(3), ranges(fc.integer({ min: -1, max: 4 }))],
    [['app_metadata.team', 'app_metadata.roles', 'app_metadata.teams.name'], anything, onText],
    [['app_metadata.my-key', 'app_metadata.no.such'], anything, onText],
    [['app_metadata.level', 'app_metadata.teams.size'], fc.oneof(numbers, anything), ranges(numbers)],
    [['user_metadata.team', 'user_metadata.roles', 'user_metadata.teams.name'], anything, {}],
    [['user_metadata.level', 'user_metadata.beta', 'user_metadata.my-key'], fc.oneof(numbers, anything), {}],
  ]
  const fields = kinds.flatMap(([names, values, more]) => names.map((name) => ({ name, values, more })))
  return fc.constantFrom(...fields).chain(({ name, values, more }) => onField(name, values, more))
}

/** A value, or one or two operators with what each may have. */
function onField(name: string, values: fc.Arbitrary<Json>, more: Operands): fc.Arbitrary<Json> {
  const value = fc.oneof({ weight: 9, arbitrary: values }, fc.constant(null))
  const list = fc.array(value, { maxLength: 3 })
  const operands: Operands = { $eq: value, $ne: value, $in: list, $nin: list, $exists: fc.boolean(), ...more }
  const single = fc
    .constantFrom(...Object.entries(operands))
    .chain(([operator, operand]) => operand.map((each): Json => ({ [operator]: each })))
  const pair = fc.tuple(single, single).map(([one, other]): Json => Object.assign({}, one, other))
  const negated = fc.oneof(single, pair).map((operand): Json => ({ $not: operand }))
  return fc.oneof(value, single, pair, negated).map((operand): Json => ({ [name]: operand }))
}

function ranges(bounds: fc.Arbitrary<Json>): Operands {
  return { $gt: bounds, $gte: bounds, $lt: bounds, $lte: bounds }
}

/** The first characters of a text as a regular expression; all of them when the length is 0. */
function anchored(text: string, length: number): string {
  const beginning = Array.from(text).slice(0, length || undefined)
  return `^${beginning.join('').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`
}
