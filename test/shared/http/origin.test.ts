import { describe, expect, it } from 'vitest'
import { isOwnOrigin, requireNavigation, requireOwnOrigin, requireOwnOriginIfUnsafe } from '#shared/http/origin'
import { makeClient } from '../support/config.ts'
import { httpEvent } from '../support/event.ts'
import { expectRefusal } from '../support/refusal.ts'

const client = makeClient({
  hosts: ['www.site.example'],
  allowedOrigins: ['https://app.example', 'http://localhost:3000'],
})

/** A request by what a browser says of it. */
const from = (site?: string, origin?: string) =>
  httpEvent({
    method: 'POST',
    headers: { ...(site !== undefined && { 'sec-fetch-site': site }), ...(origin !== undefined && { origin }) },
  })

describe('an unsafe request may use a cookie', () => {
  it.each<[string, (string | undefined)?, (string | undefined)?]>([
    ['of no browser'],
    ['of the same origin', 'same-origin'],
    ['of the same origin, both headers', 'same-origin', 'https://site.example'],
    ['of the redirect URL’s origin', undefined, 'https://site.example'],
    ['of one of the hosts', undefined, 'https://www.site.example'],
    ['of a listed origin', 'cross-site', 'https://app.example'],
    ['of a listed origin on loopback', 'cross-site', 'http://localhost:3000'],
  ])('%s', (_, site, origin) => {
    expect(isOwnOrigin(from(site, origin), client)).toBe(true)
    expect(() => requireOwnOrigin(from(site, origin), client)).not.toThrow()
  })

  it.each<[string, (string | undefined)?, (string | undefined)?]>([
    ['of another site', 'cross-site', 'https://evil.example'],
    ['of another site that hides its origin', 'cross-site', 'null'],
    ['of another site without Origin', 'cross-site'],
    ['of a sister site', 'same-site', 'https://evil.site.example'],
    ['of a sister site without Origin', 'same-site'],
    ['that says none', 'none'],
    ['that says nothing known', 'x'],
    ['with an empty Sec-Fetch-Site', ''],
    ['of an older browser of another site', undefined, 'https://evil.example'],
    ['with Origin null', undefined, 'null'],
    ['with an empty Origin', undefined, ''],
    ['of http', undefined, 'http://site.example'],
    ['of another port', undefined, 'https://site.example:8443'],
    ['of a name that ends alike', undefined, 'https://notsite.example'],
    ['of a name that begins alike', undefined, 'https://site.example.evil.example'],
    ['of a host over http', undefined, 'http://www.site.example'],
    ['of two origins', undefined, 'https://site.example,https://evil.example'],
    ['of one origin, twice', undefined, 'https://site.example,https://site.example'],
    ['of two sites', 'same-origin,cross-site', undefined],
    ['of two sites, ours last', 'cross-site,same-origin', 'https://evil.example'],
  ])('not %s', async (_, site, origin) => {
    expect(isOwnOrigin(from(site, origin), client)).toBe(false)
    await expectRefusal(() => requireOwnOrigin(from(site, origin), client), 'access_denied')
  })

  it('of no client’s neighbour', () => {
    expect(isOwnOrigin(from(undefined, 'https://app.example'), makeClient())).toBe(false)
  })
})

describe('another site’s page may make the browser send', () => {
  const foreign = (method: string) => httpEvent({ method, headers: { origin: 'https://evil.example' } })

  it.each(['GET', 'HEAD', 'OPTIONS'])('%s', (method) => {
    expect(() => requireOwnOriginIfUnsafe(foreign(method), client)).not.toThrow()
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'get', 'CONNECT', 'X', ''])('but not "%s"', async (method) => {
    await expectRefusal(() => requireOwnOriginIfUnsafe(foreign(method), client), 'access_denied')
  })
})

describe('a safe request with effects', () => {
  const asked = (headers: Record<string, string>) => httpEvent({ headers })
  const navigate = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

  it.each<[string, Record<string, string>]>([
    ['of no browser', {}],
    ['of the same origin by fetch', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }],
    ['typed by the user', { 'sec-fetch-site': 'none', ...navigate }],
    ['by a link of another site', { 'sec-fetch-site': 'cross-site', ...navigate }],
    ['by a link of a sister site', { 'sec-fetch-site': 'same-site', ...navigate }],
    [
      'by a link, of a browser without Sec-Fetch-Dest',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    ],
  ])('is answered %s', (_, headers) => {
    expect(() => requireNavigation(asked(headers))).not.toThrow()
  })

  it.each<[string, Record<string, string>]>([
    ['by a picture', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['by a fetch', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
    ['by a frame', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['of a sister site', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
    ['without a mode', { 'sec-fetch-site': 'cross-site' }],
    ['of two sites, joined by the gateway', { 'sec-fetch-site': 'cross-site,same-origin', 'sec-fetch-mode': 'cors' }],
    ['of a site that is unknown', { 'sec-fetch-site': 'x', 'sec-fetch-mode': 'no-cors' }],
  ])('is refused %s', async (_, headers) => {
    await expectRefusal(() => requireNavigation(asked(headers)), 'access_denied')
  })
})
