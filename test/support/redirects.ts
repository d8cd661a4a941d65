/** The one absolute address that the clients of these tests list in `allowedRedirects`. */
export const LISTED = 'https://partner.example/welcome'

/** Redirects that must not be followed, whatever asks for them. */
export const badRedirects = [
  'https://evil.example/',
  'HTTPS://evil.example/',
  '//evil.example/',
  '///evil.example/',
  '/\\evil.example/',
  '\\\\evil.example/',
  '/\t/evil.example/',
  '\t//evil.example/',
  ' //evil.example/',
  '/.//evil.example/',
  '/a/..//evil.example/',
  '/%2e//evil.example/',
  'evil.example',
  'path/without/slash',
  '?query',
  'javascript:alert(1)',
  'data:text/html,x',
  '/a\r\nset-cookie: a=b',
  '/\u0000',
  `${LISTED}/more`,
  `${LISTED}x`,
  'https://partner.example/Welcome',
  'https://partner.example:8443/welcome',
  'http://partner.example/welcome',
  'https://partner.example.evil.example/welcome',
  'https://partner.example@evil.example/welcome',
  'https://user@partner.example/welcome',
  'https://partner.example/welcome/../evil',
  `/${'a'.repeat(2100)}`,
] as const

/** Redirects that are to be followed, and the `Location` that comes of each: the URL parser's own spelling. */
export const goodRedirects = [
  ['/', '/'],
  ['/wanted/path', '/wanted/path'],
  ['/a?b=c&d=%20#e', '/a?b=c&d=%20#e'],
  ['/a b', '/a%20b'],
  ['/ü/ж', '/%C3%BC/%D0%B6'],
  [LISTED, LISTED],
  [`${LISTED}?a=1#b`, `${LISTED}?a=1#b`],
] as const
