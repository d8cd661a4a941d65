import { describe, expect, it } from 'vitest'
import { parseFilter } from '#shared/search/filter'
import { toLucene } from '#shared/search/lucene'

const EVERYBODY = '_exists_:user_id'
const NOBODY = `${EVERYBODY} AND NOT (${EVERYBODY})`

describe('a filter as a query', () => {
  it.each([
    [{}, EVERYBODY],
    [{ email: 'jo@example.com' }, 'email:"jo@example.com"'],
    [{ name: { $eq: 'x" OR email:*' } }, String.raw`name:"x\" OR email:*"`],
    [{ name: 'a\\' }, String.raw`name:"a\\"`],
    [{ name: null }, `${EVERYBODY} AND NOT (_exists_:name)`],
    [{ blocked: true }, 'blocked:true'],
    [{ blocked: { $ne: true } }, `${EVERYBODY} AND NOT (blocked:true)`],
    [{ logins_count: 0 }, 'logins_count:0'],
    [{ 'app_metadata.balance': -5 }, String.raw`app_metadata.balance:\-5`],
    [{ 'app_metadata.rate': -1e-7 }, String.raw`app_metadata.rate:\-1e\-7`],
    [{ 'app_metadata.my-key.x_1': 'a' }, String.raw`app_metadata.my\-key.x_1:"a"`],
    [{ user_id: { $in: ['auth0|a', 'auth0|b'] } }, 'user_id:"auth0|a" OR user_id:"auth0|b"'],
    [{ name: { $in: ['a', null] } }, `(name:"a") OR (${EVERYBODY} AND NOT (_exists_:name))`],
    [{ name: { $in: [] } }, NOBODY],
    [{ name: { $nin: [] } }, `${EVERYBODY} AND NOT (${NOBODY})`],
    [{ 'user_metadata.x': { $exists: true } }, '_exists_:user_metadata.x'],
    [{ 'user_metadata.x': { $exists: false } }, `${EVERYBODY} AND NOT (_exists_:user_metadata.x)`],
    [{ logins_count: { $gte: -1, $lt: 10 } }, '(logins_count:[-1 TO *]) AND (logins_count:[* TO 10})'],
    [{ name: { $gt: 'a b' } }, 'name:{"a b" TO *]'],
    [{ last_login: { $lte: '2024-12-31' } }, 'last_login:[* TO "2024-12-31T00:00:00.000Z"]'],
    [{ last_login: '2024-12-31T01:00:00.5+02:00' }, 'last_login:"2024-12-30T23:00:00.500Z"'],
    [{ name: { $regex: '^jo' } }, 'name:jo*'],
    [{ name: { $regex: String.raw`^J\. \(AND\)` } }, String.raw`name:J.\ \(AND\)*`],
    [{ username: { $not: { $regex: '^AND' } } }, `${EVERYBODY} AND NOT (username:AND*)`],
    [{ name: 'a', email: 'b' }, '(name:"a") AND (email:"b")'],
    [
      { $or: [{ name: 'a' }, { $and: [{ name: 'b' }, { blocked: false }] }] },
      '(name:"a") OR ((name:"b") AND (blocked:false))',
    ],
    [{ $nor: [{ name: 'a' }, {}] }, `${EVERYBODY} AND NOT ((name:"a") OR (${EVERYBODY}))`],
  ])('%j', (filter, query) => {
    expect(toLucene(parseFilter(filter))).toBe(query)
  })
})
