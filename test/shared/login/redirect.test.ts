import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOME, judgeRedirect } from '#shared/login/redirect'
import { makeClient } from '../support/config.ts'
import { openRedirects } from './payloads.ts'

const SITE = 'https://site.example'
const LISTED = ['https://app.example/done', 'http://localhost:4000/done']
const client = makeClient({ allowedRedirects: LISTED })

describe('a redirect that may be followed', () => {
  it.each([
    ['/', '/'],
    ['/wanted/path', '/wanted/path'],
    ['/a/b?x=1&y=https://other.example#part', '/a/b?x=1&y=https://other.example#part'],
    ['/search?q=%2F%2Fx', '/search?q=%2F%2Fx'],
    ['/a%20b', '/a%20b'],
    ['/a b', '/a%20b'],
    ['/path ', '/path'],
    ['/café/日', '/caf%C3%A9/%E6%97%A5'],
    ['/?q=日#日', '/?q=%E6%97%A5#%E6%97%A5'],
    ['/a:b@c', '/a:b@c'],
    ['/?next=//other.example', '/?next=//other.example'],
    ['/#//x', '/#//x'],
    ['/..', '/'],
    ['/a/../b', '/b'],
    ['/.well-known/x', '/.well-known/x'],
    ['https://app.example/done', 'https://app.example/done'],
    ['https://app.example/done?code=1#x', 'https://app.example/done?code=1#x'],
    ['https://APP.example/done', 'https://app.example/done'],
    ['https://app.example:443/x/../done', 'https://app.example/done'],
    ['http://localhost:4000/done', 'http://localhost:4000/done'],
  ])('%s goes to %s', (value, goal) => {
    expect(judgeRedirect(client, value)).toBe(goal)
  })

  it('home is one', () => {
    expect(judgeRedirect(client, HOME)).toBe('/')
  })

  it('is no longer than 2048 characters as it leaves', () => {
    expect(judgeRedirect(client, `/${'x'.repeat(2047)}`)).toBeDefined()
    expect(judgeRedirect(client, `/${'x'.repeat(2048)}`)).toBeUndefined()
    expect(judgeRedirect(client, `/${'日'.repeat(1000)}`) === undefined).toBe(true)
  })
})

describe('a redirect that must not be followed', () => {
  it.each(openRedirects)('%j', (value) => {
    expect(judgeRedirect(client, value)).toBeUndefined()
  })

  it.each([
    'https://app.example/',
    'https://app.example/done/',
    'https://app.example/Done',
    'https://app.example/done/more',
    'https://app.example/done/../other',
    'https://app.example/%64one',
    'https://app.example:8443/done',
    'http://app.example/done',
    'https://sub.app.example/done',
    'https://app.example.evil.example/done',
    'https://evil.example/done',
    'https://app.example@evil.example/done',
    'https://user@app.example/done',
    'https://app.example/done\\',
    'http://localhost:4001/done',
    'https://localhost:4000/done',
    'https://site.example/wanted',
  ])('%s, which is near a listed one', (value) => {
    expect(judgeRedirect(client, value)).toBeUndefined()
  })
})

const piece = fc.constantFrom(
  ...['/', '//', '\\', '.', '..', '%2f', '%2F', '%5c', '%2e', '%09', '%0a', '%00', '@', ':', '?', '#', ';'],
  ...['\t', '\n', '\r', ' ', '\u0000', '\u00a0', '\u200b', '\u3002', '\uff0f', 'evil.example', 'https:', 'http:'],
  ...['javascript:', 'app.example', '/done', 'done', 'localhost:4000', 'x', '%', '%25', 'é', '日'],
)
const values = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
  fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`),
  fc.constantFrom(...LISTED, ...openRedirects).chain((text) => piece.map((end) => text + end)),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.string({ unit: 'binary' }),
)

describe('whatever is accepted', () => {
  const accepted = (check: (goal: string) => void) =>
    fc.assert(
      fc.property(values, (value) => {
        const goal = judgeRedirect(client, value)
        if (goal !== undefined) check(goal)
      }),
      { numRuns: 5000 },
    )

  it('leads to the site itself or to a listed address', () => {
    accepted((goal) => {
      expect(staysOrIsListed(goal)).toBe(true)
    })
  })

  it('does so after one more percent-decoding', () => {
    accepted((goal) => {
      expect(staysOrIsListed(decodeOnce(goal))).toBe(true)
    })
  })

  it('stays on the site when it is parsed twice', () => {
    accepted((goal) => {
      const { pathname, search, hash } = new URL(goal, SITE)
      expect(new URL(pathname + search + hash, SITE).origin).toBe(SITE)
    })
  })

  it('is judged the same when it comes back', () => {
    accepted((goal) => {
      expect(judgeRedirect(client, goal)).toBe(goal)
    })
  })

  it('may stand in a Location header', () => {
    accepted((goal) => {
      expect(goal).toMatch(/^[\x21-\x7e]+$/)
    })
  })
})

function staysOrIsListed(goal: string): boolean {
  const url = URL.parse(goal, SITE)
  return url !== null && (url.origin === SITE || LISTED.includes(url.origin + url.pathname))
}

/** Decodes every escape as a careless server would, one that stands for no text byte by byte. */
function decodeOnce(value: string): string {
  return value.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString())
}
