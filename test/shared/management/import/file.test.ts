import { describe, expect, it } from 'vitest'
import { parseUsers, requireIdentified } from '#shared/management/import/file'
import { thrownBy } from '../../support/refusal.ts'

describe('the users file', () => {
  it('is an array', () => {
    expect(parseUsers(Buffer.from(' [{"email":"ä@example.com"}, 1]\n'))).toEqual([{ email: 'ä@example.com' }, 1])
    expect(parseUsers(Buffer.from('[]'))).toEqual([])
  })

  const other: [string, Buffer][] = [
    ['nothing', Buffer.alloc(0)],
    ['an object', Buffer.from('{"email":"a@example.com"}')],
    ['null', Buffer.from('null')],
    ['lines of JSON', Buffer.from('{"email":"a@example.com"}\n{"email":"b@example.com"}')],
    ['a trailing comma', Buffer.from('[{"password_hash":"$2b$10$secret"},]')],
    ['no UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])],
    ['UTF-16', Buffer.from('[]', 'utf16le')],
    ['a byte order mark', Buffer.from('\ufeff[]')],
  ]
  it.each(other)('is refused when it is %s, and never quoted', async (_what, file) => {
    const refusal = await thrownBy(() => parseUsers(file))
    expect([refusal.code, refusal.message, refusal.cause]).toEqual([
      'invalid_request',
      'users must be an array of users: JSON in UTF-8, without a byte order mark',
      undefined,
    ])
  })
})

describe('before an import starts', () => {
  const good = { email: 'a@example.com' }

  it('every user has an e-mail address, and the rest is for Auth0 to judge', () => {
    requireIdentified([good, { email: 'no address', unknown: 1 }, good])
    requireIdentified([])
  })

  const bad: [string, unknown][] = [
    ['users[2].email is missing', {}],
    ['users[2].email is missing', { Email: 'a@example.com' }],
    ['users[2].email must be text', { email: null }],
    ['users[2].email must be text', { email: ['a@example.com'] }],
    ['users[2] must be an object', null],
    ['users[2] must be an object', 'a@example.com'],
    ['users[2] must be an object', [good]],
  ]
  it.each(bad)('the first bad one is named: %s', async (message, user) => {
    const refusal = await thrownBy(() => requireIdentified([good, good, user, {}]))
    expect([refusal.code, refusal.message]).toEqual(['invalid_request', message])
  })
})
