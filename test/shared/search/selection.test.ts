import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseFilter } from '#shared/search/filter'
import { toLucene } from '#shared/search/lucene'
import { filtersOf } from './filters.ts'
import { search } from './lucene-index.ts'
import { fits } from './mongo.ts'
import { pools, usersOf } from './samples.ts'

it('a filter as a query selects the users that the filter selects, whatever its fields, operators and values', () => {
  const cases = pools.chain((pool) => fc.tuple(filtersOf(pool), usersOf(pool)))
  fc.assert(
    fc.property(cases, ([filter, users]) => {
      const expected = users.filter((user) => fits(filter, user))
      expect(search(toLucene(parseFilter(filter)), users)).toEqual(expected)
    }),
    { numRuns: 3000 },
  )
})
