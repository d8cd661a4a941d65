import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bearerToken, callNaming, cookieValues, navigationNaming, query, sourceAddress } from '#shared/http/request'
import { httpEvent } from '../support/event.ts'
import { expectRefusal } from '../support/refusal.ts'

const authorized = (authorization: string) => httpEvent({ headers: { authorization } })

describe('the query', () => {
  it('is decoded once, and what is empty counts as left out', () => {
    const found = query(httpEvent({ query: 'a=1+2%2B3&b=%252F&c=&d' }))
    expect([...found]).toEqual([
      ['a', '1 2+3'],
      ['b', '%2F'],
    ])
  })

  it.each(['a=1&a=2', 'a=1&a=1', 'a&b=1&a', 'a=1&%61=2', '__proto__=1&__proto__=2'])(
    'is refused when a parameter stands twice: %s',
    async (text) => {
      await expectRefusal(() => query(httpEvent({ query: text })), 'invalid_request')
    },
  )

  it('is what was sent', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (pairs) => {
        const parameters = new URLSearchParams(pairs)
        const sent = [...parameters].filter(([, value]) => value !== '')
        expect([...query(httpEvent({ query: parameters.toString() }))]).toEqual(sent)
      }),
    )
  })
})

describe('the bearer', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   a.b-c_d~e+f/g==', 'a.b-c_d~e+f/g=='],
    [' Bearer abc ', 'abc'],
    ['Basic YTpi', undefined],
    ['abc', undefined],
    ['', undefined],
    ['Bearerabc', undefined],
  ])('of %j is %j', (authorization, token) => {
    expect(bearerToken(authorized(authorization))).toBe(token)
  })

  it.each(['Bearer', 'Bearer ', 'Bearer a b', 'Bearer a, Bearer b', 'bearer a  b'])(
    'is refused when it is not one token: %j',
    async (authorization) => {
      await expectRefusal(() => bearerToken(authorized(authorization)), 'invalid_token')
    },
  )

  it('is none without the header', () => {
    expect(bearerToken(httpEvent())).toBeUndefined()
  })
})

describe('cookies', () => {
  const event = httpEvent({ cookies: ['sid=a', ' sid=b', 'xsid=c', 'sid2=d', 'SID=e', 'sid', 'sid==f=', 'sid='] })

  it('are all those of a name, whatever is in them', () => {
    expect(cookieValues(event, 'sid')).toEqual(['a', 'b', '=f=', ''])
    expect(cookieValues(event, 'xsid')).toEqual(['c'])
  })

  it('are none when none came', () => {
    expect(cookieValues(httpEvent(), 'sid')).toEqual([])
  })
})

describe('the client is named', () => {
  const headers = { secret: 's', 'client-type': 'cms' }

  it('by headers on a call, and by nothing else', () => {
    expect(callNaming(httpEvent({ headers }))).toEqual({ secret: 's', clientType: 'cms' })
    const other = httpEvent({ query: 'client_type=cms&secret=s', host: 'shop.example' })
    expect(callNaming(other)).toEqual({ secret: undefined, clientType: undefined })
  })

  it('by query and host on a navigation', () => {
    expect(navigationNaming(httpEvent({ query: 'client_type=site', host: 'site.example' }))).toEqual({
      secret: undefined,
      clientType: 'site',
      host: 'site.example',
      navigation: true,
    })
  })

  it('by headers before the query on a navigation', () => {
    expect(navigationNaming(httpEvent({ headers, query: 'client_type=site' })).clientType).toBe('cms')
  })

  it('by the gateway’s own word for the host, never by a header', () => {
    const spoofed = httpEvent({ headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' } })
    expect(navigationNaming(spoofed).host).toBe('api.example')
  })
})

it('the address of the user is the gateway’s own word, never a header', () => {
  const headers = { 'x-forwarded-for': '1.1.1.1', 'auth0-forwarded-for': '1.1.1.1', forwarded: 'for=1.1.1.1' }
  expect(sourceAddress(httpEvent({ headers }))).toBe('203.0.113.7')
})
