import { describe, expect, it } from 'vitest'
import { search } from './lucene-index.ts'
import { read } from './lucene-reader.ts'

const jo = {
  user_id: 'auth0|jo',
  email: 'jo@example.com',
  name: 'Jo Doe',
  logins_count: 5,
  app_metadata: { level: 10 },
}
const ann = {
  user_id: 'auth0|ann',
  email: 'Ann@example.com',
  username: 'ann',
  app_metadata: { roles: ['a', 'b'], x: [] },
}
const bob = { user_id: 'auth0|bob', name: 'bob', blocked: false, app_metadata: { teams: [{ name: 'red' }], x: null } }
const users = [jo, ann, bob]

describe('the reader of queries, by which the translator is judged', () => {
  it.each([
    ['email:"ANN@EXAMPLE.COM"', [ann]],
    ['username:"Ann"', []],
    ['email.domain:"example.com"', [jo, ann]],
    ['name:jo\\ d*', [jo]],
    ['name:*doe', [jo]],
    ['name:j*e', [jo]],
    ['app_metadata.roles:"b"', [ann]],
    ['app_metadata.teams.name:"red"', [bob]],
    ['_exists_:app_metadata.x', []],
    ['app_metadata.level:{9 TO *]', [jo]],
    ['logins_count:[* TO 5}', []],
    ['logins_count:[* TO 5]', [jo]],
    ['name:["b" TO "jo"}', [bob]],
    ['blocked:false', [bob]],
    ['NOT blocked:false', []],
    ['_exists_:user_id AND NOT blocked:false', [jo, ann]],
    ['(username:"ann") OR (name:"bob" AND blocked:false)', [ann, bob]],
  ])('%s', (query, found) => {
    expect(search(query, users)).toEqual(found)
  })

  it('shows what careless quoting lets in', () => {
    const value = 'x" OR _exists_:user_id OR name:"'
    expect(search(`name:"${value}"`, users)).toEqual(users)
    // An escaped backslash before the end of a quoted bound: Lucene reads on into the next value.
    const [bound, next] = ['z\\\\', ' TO *] OR _exists_:user_id OR name:[\\"a']
    expect(search(`(name:{"${bound}" TO *] AND nickname:"${next}" TO *])`, users)).toEqual(users)
    expect(search('name:["*" TO *]', users)).toEqual([jo, bob])
  })

  it.each([
    ...['', '(', 'name', '"jo"', 'name:', 'name:jo doe', 'name:"a" name:"b"', 'a:b AND c:d OR e:f', 'a:b OR NOT c:d'],
    ...['(a:b', 'a:b)', 'a:"b', 'a:b~', 'a:b^2', '+a:b', '-a:b', 'a:-5', 'a:/b/', 'a:b?', '*:*', 'a:\\>5', 'a:\\u0041'],
    ...['a:[b TO', 'a:[b c]', 'a:[TO b]', 'name:(a OR b)', 'AND', 'a:AND', 'a:b AND'],
  ])('refuses %j', (query) => {
    expect(() => read(query)).toThrow(SyntaxError)
  })

  it.each([
    'name:*',
    'name:*jo',
    'user_metadata.x:abc*',
    'user_metadata.x:[1 TO 2]',
    'logins_count:"a"',
    'blocked:"x"',
  ])('refuses %j as Auth0 does', (query) => {
    expect(() => search(query, [{ ...jo, blocked: true, user_metadata: { x: 1 } }])).toThrow(SyntaxError)
  })
})
