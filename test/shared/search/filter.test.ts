import { describe, expect, it } from 'vitest'
import { parseFilter } from '#shared/search/filter'
import { thrownBy } from '../support/refusal.ts'

const nested = (levels: number): unknown => (levels === 1 ? { name: 'a' } : { $and: [nested(levels - 1)] })
const negated = (levels: number): unknown => (levels === 1 ? { $eq: 'a' } : { $not: negated(levels - 1) })
const many = (count: number) => Array.from({ length: count }, (_, i) => `auth0|${i}`)

describe('a filter that is refused', () => {
  it.each([
    ['no object', 'text', 'object'],
    ['a list', [{ name: 'a' }], 'object'],
    ['nothing', null, 'object'],
    ['an unknown operator', { $where: 'sleep(1)' }, '$where'],
    ['an unknown operator on a field', { name: { $like: 'a' } }, '$like'],
    ['an operator of fields beside filters', { $not: { name: 'a' } }, '$not'],
    ['an operator of filters within a field', { name: { $or: ['a'] } }, '$or'],
    ['operators beside properties', { name: { $eq: 'a', b: 'c' } }, '"b"'],
    ['an inherited operator', { name: { constructor: 'a' } }, '"constructor"'],
    ['options of a regular expression', { name: { $regex: '^a', $options: 'i' } }, '$options'],
    ['no operator', { name: {} }, 'name'],
    ['a list as value', { name: ['a'] }, 'name'],
    ['a list within a list', { name: { $in: [['a']] } }, 'name'],
    ['no list', { name: { $in: 'a' } }, '$in'],
    ['no list of filters', { $or: { name: 'a' } }, '$or'],
    ['an empty list of filters', { $and: [] }, '$and'],
    ['no filter in the list', { $nor: ['a'] }, 'object'],
    ['no word of existence', { name: { $exists: 1 } }, '$exists'],
    ['no operators to negate', { name: { $not: 'a' } }, 'name'],
  ])('%s', async (_, filter, word) => {
    await expectInvalid(filter, word)
  })

  it.each([
    ...['password', 'picture', 'identities', 'app_metadata', 'app_metadata.', 'app_metadata..a', 'user_metadata.a.'],
    ...['', '*', '_exists_', 'name ', 'Name', 'email:*', 'name OR email', 'app_metadata.a b', 'app_metadata.a:*'],
    ...['app_metadata.a"', 'app_metadata.a\n', 'app_metadata.*', 'app_metadata.é', 'xapp_metadata.a'],
    ...['identities.connection.raw', '__proto__', 'constructor', 'toString', 'app_metadata.__proto__'],
    ...['app_metadata.__proto__.a', 'app_metadata.a.__proto__', `app_metadata.${'a'.repeat(120)}`],
  ])('the field %j', async (name) => {
    await expectInvalid(JSON.parse(`{${JSON.stringify(name)}:"a"}`), JSON.stringify(name).slice(0, 30))
  })

  it.each([
    ...[{ email: 5 }, { email: true }, { name: '' }, { name: 'x'.repeat(257) }, { name: 'a\u0000' }, { name: 'a\nb' }],
    ...[{ name: '\u007f' }, { name: '\u0085' }, { name: '\ud800' }, { 'app_metadata.x': 'a\ud800' }],
    ...[{ 'user_metadata.x': '' }, { blocked: 'true' }, { blocked: 1 }, { email_verified: { $in: [true, 'x'] } }],
    ...[{ 'identities.isSocial': 'no' }, { logins_count: '5' }, { logins_count: 1.5 }, { logins_count: 2 ** 53 }],
    ...[{ 'app_metadata.x': Number.POSITIVE_INFINITY }, { 'app_metadata.x': -(2 ** 53) }, { 'app_metadata.x': {} }],
    ...[{ created_at: 5 }, { created_at: 'now-1d' }, { created_at: '2026' }, { created_at: '2026-02-30' }],
    ...[{ created_at: '2026-13-01' }, { created_at: '2026-01-01T10:00' }, { created_at: '2026-01-01||/d' }],
    ...[{ created_at: '2026-02-30T10:00:00Z' }, { created_at: '2026-01-01T25:00:00Z' }, { created_at: '*' }],
    ...[{ created_at: { $eq: { toString: 1, valueOf: 1 } } }, { name: { $gt: { toString: 1, valueOf: 1 } } }],
    ...[{ name: { $gt: 'a"' } }, { name: { $lt: 'a\\' } }, { name: { $gte: '*' } }, { name: { $gt: null } }],
    ...[{ 'app_metadata.x': { $lte: '*' } }, { 'app_metadata.x': { $lt: true } }, { blocked: { $gt: false } }],
    ...[{ logins_count: { $gt: 'a' } }, { 'user_metadata.x': { $gt: 1 } }, { 'user_metadata.x': { $lte: 'a' } }],
    ...[{ 'user_metadata.x': { $regex: '^abc' } }, { created_at: { $regex: '^2026' } }, { blocked: { $regex: '^t' } }],
  ])('the value of %j', async (filter) => {
    await expectInvalid(filter, Object.keys(filter).join())
  })

  it.each([
    ...['jo', '^', 'jo$', '^jo$', '^j.', '^jo*', '^jo+', '^jo?', '^(jo)', '^[jo]', '^jo|a', '^j{2}', '^jo.*', '^^jo'],
    ...['.*jo', '^jo\\', '/^jo/', '(?i)^jo', '^\\d', '^\\w+', '^\\bjo', '^\\u0041', '^\\x41'],
  ])('the regular expression %j', async (regex) => {
    await expectInvalid({ name: { $regex: regex } }, '$regex')
  })

  it('is nested more than eight deep', async () => {
    expect(parseFilter(nested(8))).toBeDefined()
    expect(parseFilter({ name: negated(8) })).toBeDefined()
    await expectInvalid(nested(9), 'deep')
    await expectInvalid({ name: negated(9) }, 'deep')
    await expectInvalid(nested(1000), 'deep')
  })

  it('compares more than a hundred values', async () => {
    expect(parseFilter({ user_id: { $in: many(100) } })).toBeDefined()
    await expectInvalid({ user_id: { $in: many(101) } }, '100')
    await expectInvalid({ $or: many(101).map((id) => ({ user_id: id })) }, '100')
    await expectInvalid({ $and: many(101).map(() => ({})) }, '100')
    await expectInvalid({ $nor: [{ user_id: { $nin: many(60) } }, { user_id: { $in: many(60) } }] }, '100')
  })

  it('is not told back at length', async () => {
    const long = 'x'.repeat(5000)
    for (const filter of [{ [long]: 'a' }, { [`$${long}`]: [] }, { name: long }, { name: { [`$${long}`]: 1 } }]) {
      expect((await thrownBy(() => parseFilter(filter))).message.length).toBeLessThan(120)
    }
  })
})

async function expectInvalid(filter: unknown, word: string): Promise<void> {
  const refusal = await thrownBy(() => parseFilter(filter))
  expect(refusal.code).toBe('invalid_request')
  expect(refusal.message).toContain(word)
}
