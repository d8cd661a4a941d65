interface Cookie {
  readonly name: string
  readonly value: string
  readonly host: string
  readonly path: string
  readonly secure: boolean
  /** Milliseconds since the epoch; undefined until the browser closes. */
  readonly expiresAt: number | undefined
}

/**
 * A browser's cookies (RFC 6265 section 5), as far as a login depends on them: host and path decide, the port never
 * does, a `Secure` cookie travels over https and to loopback, an expired one is gone.
 */
export class CookieJar {
  #cookies: readonly Cookie[] = []

  /** Keeps the cookies that an answer set; one whose `Domain` is another host's is refused. */
  keep(url: URL, lines: readonly string[]): void {
    for (const cookie of lines.map((line) => parse(url, line))) {
      if (!cookie) continue
      const others = this.#cookies.filter(({ name, host, path }) => !isSame(cookie, { name, host, path }))
      this.#cookies = [...others, cookie]
    }
  }

  /** The `Cookie` header for a URL; undefined when there is nothing to send. */
  header(url: URL): string | undefined {
    const fitting = this.#live().filter((cookie) => fits(cookie, url))
    const ordered = fitting.sort((a, b) => b.path.length - a.path.length)
    return ordered.map(({ name, value }) => `${name}=${value}`).join('; ') || undefined
  }

  /** The value of a cookie, whatever its path; undefined when there is none. */
  get(name: string): string | undefined {
    return this.#live().find((cookie) => cookie.name === name)?.value
  }

  /** Names of all live cookies, one for each path they stand under. */
  names(): readonly string[] {
    return this.#live().map(({ name }) => name)
  }

  #live(): Cookie[] {
    return this.#cookies.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > Date.now())
  }
}

function parse({ hostname, pathname }: URL, line: string): Cookie | undefined {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim())
  const attributes = new Map(rest.map((part) => split(part)).map(([name, value]) => [name.toLowerCase(), value]))
  const [name, value] = split(pair)
  const path = attributes.get('path')
  const domain = attributes.get('domain')
  if (domain !== undefined && domain !== hostname) return undefined
  return {
    name,
    value,
    host: hostname,
    path: path?.startsWith('/') ? path : pathname.slice(0, pathname.lastIndexOf('/')) || '/',
    secure: attributes.has('secure'),
    expiresAt: expiry(attributes.get('max-age'), attributes.get('expires')),
  }
}

/** `Max-Age` wins over `Expires`. */
function expiry(maxAge: string | undefined, expires: string | undefined): number | undefined {
  if (maxAge !== undefined) return Date.now() + Number(maxAge) * 1000
  return expires === undefined ? undefined : Date.parse(expires)
}

function fits({ host, path, secure }: Cookie, url: URL): boolean {
  const inPath = url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
  const safe = url.protocol === 'https:' || url.hostname === '127.0.0.1'
  return host === url.hostname && inPath && (safe || !secure)
}

function isSame(a: Cookie, b: Pick<Cookie, 'name' | 'host' | 'path'>): boolean {
  return a.name === b.name && a.host === b.host && a.path === b.path
}

function split(text: string): [string, string] {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
