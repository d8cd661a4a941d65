import { describe, expect, it } from 'vitest'
import { isLoopback, parseHttpUrl } from '#shared/config/url'

describe('an absolute http address', () => {
  it.each(['https://a.example', 'http://a.example/x?y#z', 'HTTPS://A.EXAMPLE', 'https://[::1]:3000/'])('%s', (text) => {
    expect(parseHttpUrl(text)?.href).toBe(new URL(text).href)
  })

  it.each([
    '',
    '/x',
    '//a.example',
    'a.example',
    'https://',
    'ftp://a.example',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://user@a.example',
    'https://:pass@a.example',
    'https://user:pass@a.example',
    'blob:https://a.example/x',
  ])('not %j', (text) => {
    expect(parseHttpUrl(text)).toBeUndefined()
  })
})

describe('this very machine', () => {
  it.each(['localhost', 'LOCALHOST:3000', '127.0.0.1', '127.1', '2130706433', '[::1]:1', 'x.localhost'])(
    '%s',
    (host) => {
      expect(isLoopback(new URL(`http://${host}`))).toBe(true)
    },
  )

  it.each([
    'localhost.example',
    'notlocalhost',
    '127.0.0.1.example',
    '0.0.0.0',
    '10.0.0.1',
    '192.168.0.1',
    '169.254.169.254',
    '[::2]',
  ])('not %s', (host) => {
    expect(isLoopback(new URL(`http://${host}`))).toBe(false)
  })
})
