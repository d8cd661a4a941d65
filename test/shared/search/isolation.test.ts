import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isServiceError } from '#shared/errors'
import { type UserSearch, userQuery } from '#shared/search/query'
import { filtersOf } from './filters.ts'
import { search } from './lucene-index.ts'
import { type Query, read } from './lucene-reader.ts'
import { fits, type Json } from './mongo.ts'
import { anyText, CONNECTIONS, pools, SUPPORTED, type User, usersOf } from './samples.ts'

const names = fc.constantFrom('email', 'nickname', 'username', 'name', 'app_metadata.team', 'app_metadata.my-key')
const keys = fc.constantFrom('$and', '$or', '$nor', '$not', '$eq', '$in', '$regex', '$gt', 'name', 'email', '__proto__')
const anyJson = fc.object({
  key: fc.oneof(keys, anyText),
  values: [anyText, fc.integer(), fc.constant(null)],
  maxDepth: 3,
})

/** Searches that nobody has looked at: some in order, some not. */
function anySearch(pool: readonly string[]): fc.Arbitrary<UserSearch> {
  const often = <T>(arbitrary: fc.Arbitrary<T>) => ({ weight: 20, arbitrary })
  const json = (filter: fc.Arbitrary<unknown>) => filter.map((value) => JSON.stringify(value))
  const text = fc.oneof(often(fc.constantFrom(...pool)), anyText)
  return fc.record(
    {
      parameters: fc.array(fc.tuple(fc.oneof(often(names), anyText), text), { maxLength: 2 }),
      connections: fc.array(fc.oneof(often(fc.constantFrom(...SUPPORTED)), fc.constantFrom(...CONNECTIONS), text)),
      q: fc.oneof(often(json(filtersOf(pool))), json(anyJson), anyText),
      aclRows: fc.oneof(often(json(filtersOf(pool, 0))), json(anyJson), anyText),
    },
    { requiredKeys: [] },
  )
}

/** Searches in order, with every part. */
function goodSearch(pool: readonly string[]) {
  const value = fc.constantFrom(...pool.map((text) => text.replace(/^\*+/, '') || 'a'))
  return fc.record({
    parameters: fc.array(fc.tuple(names, value), { maxLength: 2 }),
    connections: fc.subarray([...SUPPORTED]),
    q: filtersOf(pool, 1),
    aclRows: filtersOf(pool, 0),
  })
}

describe('a search', () => {
  it('never finds a user of another connection, whatever is asked', () => {
    const filter = read(SUPPORTED.map((name) => `identities.connection:${JSON.stringify(name)}`).join(' OR '))
    const cases = pools.chain((pool) => fc.tuple(anySearch(pool), usersOf(pool)))
    let accepted = 0
    fc.assert(
      fc.property(cases, ([asked, users]) => {
        const query = queryUnlessRefused(asked)
        if (query === undefined) return
        accepted++
        expect(lastPart(read(query))).toEqual(filter)
        for (const user of search(query, users)) expect(user).toSatisfy(isOf(SUPPORTED))
      }),
      { numRuns: 2500 },
    )
    expect(accepted).toBeGreaterThan(600)
  })

  it('finds the users that each of its parts selects', () => {
    const cases = pools.chain((pool) => fc.tuple(goodSearch(pool), usersOf(pool)))
    fc.assert(
      fc.property(cases, ([{ parameters, connections, q, aclRows }, users]) => {
        const asked = { parameters, connections, q: JSON.stringify(q), aclRows: JSON.stringify(aclRows) }
        const expected = users
          .filter(isOf(SUPPORTED))
          .filter((user) => connections.length === 0 || isOf(connections)(user))
          .filter((user) => parameters.every(([name]) => fits(oneOf(name, parameters), user)))
          .filter((user) => fits(q, user) && fits(aclRows, user))
        expect(search(userQuery(asked, SUPPORTED), users)).toEqual(expected)
      }),
      { numRuns: 1500 },
    )
  })

  it('finds nobody where no connection is supported', () => {
    const cases = pools.chain((pool) => fc.tuple(goodSearch(pool), usersOf(pool)))
    fc.assert(
      fc.property(cases, ([{ parameters, q }, users]) => {
        expect(search(userQuery({ parameters, q: JSON.stringify(q) }, []), users)).toEqual([])
      }),
    )
  })

  it('finds by a wildcard what begins, ends and goes on as it says', () => {
    const cases = pools.chain((pool) => fc.tuple(names, fc.constantFrom(...pool).chain(holed), usersOf(pool)))
    let found = 0
    fc.assert(
      fc.property(cases, ([name, value, users]) => {
        fc.pre(/^(?!\*)|^\*+[^*]{3}/u.test(value))
        const result = search(userQuery({ parameters: [[name, value]] }, CONNECTIONS), users)
        found += result.length
        expect(result).toEqual(users.filter((user) => fits(oneOf(name, [[name, value]]), user)))
      }),
      { numRuns: 1000 },
    )
    expect(found).toBeGreaterThan(300)
  })
})

/** A text with a star in place of some of its characters. */
function holed(text: string): fc.Arbitrary<string> {
  const characters = Array.from(text)
  return fc
    .tuple(fc.nat(characters.length), fc.nat(3))
    .map(([from, length]) => characters.toSpliced(from, length, '*').join(''))
}

function queryUnlessRefused(asked: UserSearch): string | undefined {
  try {
    return userQuery(asked, SUPPORTED)
  } catch (error) {
    if (isServiceError(error, 'invalid_request')) return undefined
    throw error
  }
}

function lastPart(query: Query): Query | undefined {
  if (query.is !== 'group' || query.joint !== 'AND') return query
  const last = query.of.at(-1)
  return last?.negated ? undefined : last?.query
}

function isOf(connections: readonly string[]): (user: User) => boolean {
  return (user) => user.identities.some(({ connection }) => connections.includes(connection))
}

/** The values of one parameter as a filter, for the evaluator that knows real regular expressions. */
function oneOf(wanted: string, parameters: readonly (readonly [string, string])[]): Json {
  const values = parameters.filter(([name]) => name === wanted).map(([, value]) => value)
  const literal = (text: string) => text.replace(/[\\^$.+?()[\]{}|]/g, '\\$&')
  return { $or: values.map((text) => ({ [wanted]: { $regex: `^${literal(text).replace(/\*+/g, '.*')}$` } })) }
}
