import { describe, expect, it } from 'vitest'
import { callerOf } from '#shared/authorizer'
import type { Identity } from '#shared/identity'
import { useLog } from './support/log.ts'

const log = useLog()
const who = { userId: 'auth0|1', client: 'app' }

const callerWith = (changes: Partial<Identity> = {}) => callerOf({ ...who, profile: {}, permissions: [], ...changes })

describe('an API hears of its caller', () => {
  it.each<[string, Partial<Identity>, object]>([
    ['its id and client', {}, { groups: [], permissions: [] }],
    ['its address', { profile: { email: 'a@site.example' } }, { email: 'a@site.example', groups: [], permissions: [] }],
    ['its groups', { profile: { groups: ['a', 'b'] } }, { groups: ['a', 'b'], permissions: [] }],
    ['its permissions', { permissions: ['read:orders'] }, { groups: [], permissions: ['read:orders'] }],
  ])('%s', (_, changes, told) => {
    expect(callerWith(changes)).toEqual({ ...who, ...told })
  })

  it('nothing else of the profile, nor of the credential', () => {
    const bearer = { family: 'f', grant: 'grant#g', expiresAt: 1 }
    const profile = {
      sub: 'auth0|2',
      app_metadata: { plan: 'x' },
      userId: 'auth0|2',
      client: 'cms',
      permissions: ['all'],
    }
    expect(callerWith({ ...bearer, profile })).toEqual({ ...who, groups: [], permissions: [] })
  })

  it.each<[string, Record<string, unknown>]>([
    ['an address that is no text', { email: { toString: 'x' } }],
    ['no address', { email: null }],
    ['groups that are no list', { groups: 'admins' }],
    ['groups that are a map', { groups: { 0: 'admins', length: 1 } }],
    ['groups that are no texts', { groups: [{ name: 'admins' }, null, 7, ['admins']] }],
  ])('only what API Gateway passes on: %s', (_, profile) => {
    expect(callerWith({ profile })).toEqual({ ...who, groups: [], permissions: [] })
  })
})

describe('lists that are too long', () => {
  const email = 'a@site.example'
  const list = (bytes: number, letter = 'x') => [letter.repeat(bytes / Buffer.byteLength(letter))]

  it('are left out whole, and the log says so', () => {
    expect(callerWith({ profile: { email, groups: list(8000) }, permissions: ['p'] })).toEqual({ ...who, email })
    expect(callerWith({ profile: { email, groups: ['g'] }, permissions: list(8000) })).toEqual({ ...who, email })
    expect(log.map(({ event }) => event)).toEqual(['caller_too_large', 'caller_too_large'])
  })

  it.each([['x'], ['é'], ['"'], ['😀']])('are counted in bytes as they travel: %s', (letter) => {
    for (let bytes = 6400; bytes <= 9600; bytes += 200) {
      const profile = { groups: list(bytes, letter) }
      const answer = JSON.stringify({ isAuthorized: true, context: callerWith({ profile }) })
      expect(Buffer.byteLength(answer)).toBeLessThan(8192)
    }
    expect(callerWith({ profile: { groups: list(3000, letter) } }).groups).toHaveLength(1)
  })
})
