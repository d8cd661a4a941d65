import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CookieSettings } from '#shared/config/config'
import { clearCookie, isSecretShaped, setCookie } from '#shared/http/cookies'
import { randomSecret } from '#shared/seal'

const settings = fc.record(
  {
    name: fc.constantFrom('sid', '__Host-sid', 'x'),
    path: fc.constantFrom('/', '/app'),
    domain: fc.constantFrom('site.example', 'example.com'),
    sameSite: fc.constantFrom('Lax' as const, 'None' as const, 'Strict' as const),
  },
  { requiredKeys: ['name', 'path'] },
)

/** Name, value and attributes of a `Set-Cookie` value. */
function parse(cookie: string) {
  const [pair = '', ...attributes] = cookie.split('; ')
  const [name, value] = pair.split('=')
  return { name, value, attributes }
}

describe('a cookie', () => {
  it('is set as the client wants it, always HttpOnly and Secure', () => {
    const cookie: CookieSettings = { name: 'sid', path: '/app', domain: 'site.example', sameSite: 'None' }
    expect(setCookie(cookie, 'v', 86_400)).toBe(
      'sid=v; Max-Age=86400; Path=/app; Domain=site.example; HttpOnly; Secure; SameSite=None',
    )
    expect(setCookie({ name: 'sid', path: '/' }, 'v', 60)).toBe('sid=v; Max-Age=60; Path=/; HttpOnly; Secure')
  })

  it('is cleared with the very attributes it was set with, without Max-Age', () => {
    fc.assert(
      fc.property(settings, (cookie) => {
        const [set, cleared] = [parse(setCookie(cookie, randomSecret(), 60)), parse(clearCookie(cookie))]
        expect(cleared.name).toBe(set.name)
        expect(cleared.value).toBe('')
        const [maxAge, ...kept] = set.attributes
        const [expires, ...left] = cleared.attributes
        expect(maxAge).toBe('Max-Age=60')
        expect(new Date(String(expires?.replace('Expires=', ''))).getTime()).toBe(0)
        expect(left).toEqual(kept)
        expect(left).toEqual(expect.arrayContaining(['HttpOnly', 'Secure']))
        expect(clearCookie(cookie)).not.toMatch(/max-age/i)
      }),
    )
  })
})

describe('a value has the shape of our secrets', () => {
  it('when it is one', () => {
    expect(isSecretShaped(randomSecret())).toBe(true)
  })

  it.each([
    '',
    'x',
    'A'.repeat(42),
    'A'.repeat(44),
    `${'A'.repeat(42)}=`,
    `${'A'.repeat(43)}\n`,
    `"${'A'.repeat(41)}"`,
  ])('not %j', (value) => {
    expect(isSecretShaped(value)).toBe(false)
  })
})
