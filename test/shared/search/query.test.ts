import { describe, expect, it } from 'vitest'
import { type UserSearch, userQuery } from '#shared/search/query'
import { thrownBy } from '../support/refusal.ts'

const ONE = ['Users']
const TWO = ['Users', 'Partners']
const ONLY_TWO = '(identities.connection:"Users" OR identities.connection:"Partners")'

describe('a search as a query', () => {
  it.each<[UserSearch, readonly string[], string]>([
    [{}, ONE, '(identities.connection:"Users")'],
    [{}, TWO, ONLY_TWO],
    [{}, [], '(_exists_:user_id AND NOT (_exists_:user_id))'],
    [{ parameters: [['email', '*@example.com']] }, TWO, `(email:*@example.com) AND ${ONLY_TWO}`],
    [{ parameters: [['name', 'jo*']] }, TWO, `(name:jo*) AND ${ONLY_TWO}`],
    [{ parameters: [['nickname', '**doe**']] }, TWO, `(nickname:*doe*) AND ${ONLY_TWO}`],
    [{ parameters: [['name', 'A * (B)']] }, TWO, String.raw`(name:A\ *\ \(B\)) AND ${ONLY_TWO}`],
    [{ parameters: [['username', 'OR x']] }, TWO, `(username:"OR x") AND ${ONLY_TWO}`],
    [
      {
        parameters: [
          ['app_metadata.groups', 'a'],
          ['email', 'b'],
          ['app_metadata.groups', 'c*'],
        ],
      },
      TWO,
      `((app_metadata.groups:"a") OR (app_metadata.groups:c*)) AND (email:"b") AND ${ONLY_TWO}`,
    ],
    [{ connections: ['Partners'] }, TWO, `(identities.connection:"Partners") AND ${ONLY_TWO}`],
    [
      { connections: ['Partners', 'Users'] },
      TWO,
      `(identities.connection:"Partners" OR identities.connection:"Users") AND ${ONLY_TWO}`,
    ],
    [
      { q: '{"$or":[{"name":"a"},{"name":"b"}]}' },
      ONE,
      '((name:"a") OR (name:"b")) AND (identities.connection:"Users")',
    ],
    [
      { q: '{"name":"a"}', aclRows: '{"name":"b"}' },
      ONE,
      '(name:"a") AND (name:"b") AND (identities.connection:"Users")',
    ],
  ])('%j', (asked, supported, query) => {
    expect(userQuery(asked, supported)).toBe(query)
  })

  it.each<[UserSearch, string]>([
    [{ parameters: [['email', '']] }, 'email'],
    [{ parameters: [['email', '*']] }, 'email'],
    [{ parameters: [['email', '*ab']] }, 'email'],
    [{ parameters: [['email', '*ab*cde']] }, 'email'],
    [{ parameters: [['email', '**😀a*']] }, 'email'],
    [{ parameters: [['name', 'a\u0000*']] }, 'name'],
    [{ parameters: [['name', 'x'.repeat(257)]] }, 'name'],
    [{ parameters: [['user_metadata.x', 'a']] }, 'user_metadata.x'],
    [{ parameters: [['app_metadata', 'a']] }, 'app_metadata'],
    [{ parameters: [['app_metadata.a:*', 'a']] }, 'app_metadata.a:*'],
    [{ parameters: [['user_id', 'a']] }, 'user_id'],
    [{ parameters: [['__proto__', 'a']] }, '__proto__'],
    [{ connections: ['users'] }, 'connection'],
    [{ connections: ['Users', 'other'] }, 'connection'],
    [{ connections: ['*'] }, 'connection'],
    [{ q: '' }, '_q'],
    [{ q: '{' }, '_q'],
    [{ q: '{"__proto__":{"$ne":"a"}}' }, '__proto__'],
    [{ q: '{"app_metadata.x":1e999}' }, 'app_metadata.x'],
    [{ aclRows: '' }, 'acl_rows'],
    [{ aclRows: '{"name":"a"},{"name":"b"}' }, 'acl_rows'],
    [{ aclRows: '[]' }, 'object'],
  ])('%j is refused', async (asked, word) => {
    const refusal = await thrownBy(() => userQuery(asked, TWO))
    expect(refusal.code).toBe('invalid_request')
    expect(refusal.message).toContain(word)
  })

  it('is no longer, once it stands in a URL, than Auth0 takes', async () => {
    const ids = (count: number) => Array.from({ length: count }, (_, i) => `auth0|${String(i).padStart(32, '0')}`)
    expect(userQuery({ q: JSON.stringify({ user_id: { $in: ids(90) } }) }, ONE).length).toBeLessThan(6000)
    const refusal = await thrownBy(() => userQuery({ q: JSON.stringify({ user_id: { $in: ids(100) } }) }, ONE))
    expect(refusal.message).toContain('too long')
    const japanese = { parameters: Array.from({ length: 4 }, (): [string, string] => ['name', '日'.repeat(250)]) }
    expect((await thrownBy(() => userQuery(japanese, ONE))).message).toContain('too long')
  })
})
