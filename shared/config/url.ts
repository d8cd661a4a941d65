/** Parses an absolute http or https URL without credentials; anything else is `undefined`. */
export function parseHttpUrl(value: string): URL | undefined {
  const url = URL.parse(value)
  if (!url || !['http:', 'https:'].includes(url.protocol)) return undefined
  return url.username || url.password ? undefined : url
}

/** Tells whether a URL names this very machine (RFC 6761 section 6.3, RFC 8252 section 8.3). */
export function isLoopback(url: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname) || url.hostname.endsWith('.localhost')
}
