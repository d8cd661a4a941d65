import { describe, expect, it } from 'vitest'
import { bindBrowser, boundBrowser } from '#shared/login/browser'
import { makeClient } from '../support/config.ts'
import { httpEvent } from '../support/event.ts'

const SECRET = 'A'.repeat(43)
const OWN = `__Host-auth0-login=${SECRET}`
const https = makeClient()
const loopback = makeClient({ redirectUrl: 'http://localhost:3000/web-login/callback' })
const withCookies = (...cookies: string[]) => httpEvent({ cookies })

describe('the login cookie', () => {
  it('is a secret that pages, other sites and other hosts do not get', () => {
    const { browser, cookie } = bindBrowser(httpEvent(), https)
    expect(browser).toMatch(/^__Host-auth0-login=[A-Za-z0-9_-]{43}$/)
    expect(cookie).toBe(`${browser}; Max-Age=600; Path=/; HttpOnly; Secure; SameSite=Lax`)
  })

  it('goes across sites only where the client’s own cookie does', () => {
    const { cookie } = bindBrowser(httpEvent(), makeClient({ sameSite: 'None' }))
    expect(cookie).toMatch(/; SameSite=None$/)
    expect(bindBrowser(httpEvent(), makeClient({ sameSite: 'Strict' })).cookie).toMatch(/; SameSite=Lax$/)
  })

  it('has no __Host- where there is no https', () => {
    expect(bindBrowser(httpEvent(), loopback).cookie).toMatch(/^auth0-login=/)
  })

  it('never takes the client’s domain or path', () => {
    const client = makeClient({ cookie: { name: 'x', domain: 'example.com', path: '/app' } })
    expect(bindBrowser(httpEvent(), client).cookie).toMatch(/; Path=\/; HttpOnly/)
    expect(bindBrowser(httpEvent(), client).cookie).not.toContain('Domain')
  })

  it('is new for each browser and the same for its tabs', () => {
    expect(bindBrowser(httpEvent(), https).browser).not.toBe(bindBrowser(httpEvent(), https).browser)
    expect(bindBrowser(withCookies(`__Host-auth0-login=${SECRET}`), https).browser).toBe(`__Host-auth0-login=${SECRET}`)
  })

  it.each(['', 'x', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)};`, `${'A'.repeat(42)}=`])(
    'is never taken over when it is %j',
    (value) => {
      const event = withCookies(`__Host-auth0-login=${value}`)
      expect(bindBrowser(event, https).browser).toMatch(/^__Host-auth0-login=[A-Za-z0-9_-]{43}$/)
      expect(bindBrowser(event, https).browser).not.toBe(`__Host-auth0-login=${value}`)
      expect(boundBrowser(event)).toBeUndefined()
    },
  )

  it('without its prefix is planted by another host where there is https', () => {
    expect(bindBrowser(withCookies(`auth0-login=${SECRET}`), https).browser).not.toContain(SECRET)
  })

  it('without its prefix does not stand for the one that has it: another host may have planted it', () => {
    const { browser } = bindBrowser(withCookies(`__Host-auth0-login=${SECRET}`), https)
    expect(boundBrowser(withCookies(`__Host-auth0-login=${SECRET}`))).toBe(browser)
    expect(boundBrowser(withCookies(`auth0-login=${SECRET}`))).not.toBe(browser)
  })
})

describe('what the browser brings back', () => {
  it.each([
    ['nothing', [], undefined],
    ['its cookie', [OWN], OWN],
    ['the cookie of a stage without https', [`auth0-login=${SECRET}`], `auth0-login=${SECRET}`],
    ['a broken one before its own', ['__Host-auth0-login=x', OWN], OWN],
    ['a planted one beside its own', [`auth0-login=${'B'.repeat(43)}`, OWN], OWN],
    ['a cookie of another name', [`x__Host-auth0-login=${SECRET}`, `sid=${SECRET}`], undefined],
  ])('is %s', (_, cookies, browser) => {
    expect(boundBrowser(withCookies(...cookies))).toBe(browser)
  })
})
