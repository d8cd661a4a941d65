import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loginRedirect, passThrough } from '#shared/login/parameters'
import { makeClient } from '../support/config.ts'
import { expectRefusal } from '../support/refusal.ts'

const FORWARDED = [
  'prompt',
  'login_hint',
  'screen_hint',
  'ui_locales',
  'max_age',
  'organization',
  'invitation',
  'acr_values',
]
const client = makeClient()
const query = (pairs: Record<string, string>) => new Map(Object.entries(pairs))

describe('the tenant gets', () => {
  it('what is on the list, as it is', () => {
    const all = Object.fromEntries(FORWARDED.map((name) => [name, `${name} & more`]))
    expect(passThrough(query(all))).toEqual(all)
  })

  it('nothing else, whatever it is called', () => {
    const ours = ['redirect_uri', 'scope', 'response_type', 'client_id', 'audience', 'state', 'nonce', 'connection']
    const name = fc.oneof(fc.string(), fc.constantFrom(...ours, 'code_challenge', 'request', 'response_mode'))
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), (pairs) => {
        for (const passed of Object.keys(passThrough(query(pairs)))) expect(FORWARDED).toContain(passed)
      }),
    )
  })

  it('no empty ones', () => {
    expect(passThrough(query({ prompt: '', max_age: '0' }))).toEqual({ max_age: '0' })
  })
})

describe('where a login leads', () => {
  it('is said by redirect, or by redirectUri in older callers', () => {
    expect(loginRedirect(client, query({ redirect: '/a' }))).toBe('/a')
    expect(loginRedirect(client, query({ redirectUri: '/b' }))).toBe('/b')
    expect(loginRedirect(client, query({ redirect: '/a', redirectUri: '/b' }))).toBe('/a')
    expect(loginRedirect(client, query({}))).toBeUndefined()
  })

  it.each(['//evil.example', 'https://evil.example', '', 'x'])('is refused: %j', async (redirect) => {
    await expectRefusal(() => loginRedirect(client, query({ redirect })), 'invalid_request')
    await expectRefusal(() => loginRedirect(client, query({ redirectUri: redirect })), 'invalid_request')
  })

  it('is refused when the one that counts is bad, whatever the other says', async () => {
    await expectRefusal(() => loginRedirect(client, query({ redirect: '//x', redirectUri: '/b' })), 'invalid_request')
  })
})
