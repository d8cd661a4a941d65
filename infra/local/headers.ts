import type { Arrival } from './arrival.ts'

/** Headers that belong to one connection, not to the request (RFC 9110 section 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * The headers of an event: lower-case names, values of equal name joined by a comma, cookies apart. API Gateway
 * adds the address of the caller and a trace id.
 */
export function headersOf({ rawHeaders, sourceIp, time, requestId, body }: Arrival): Record<string, string> {
  const sent = combine(headerPairs(rawHeaders).filter(([name]) => name !== 'cookie'))
  const kept = Object.fromEntries(Object.entries(sent).filter(([name]) => !HOP_BY_HOP.has(name)))
  const { host = '', 'x-forwarded-for': forwardedFor } = kept
  return {
    ...kept,
    ...('transfer-encoding' in sent && { 'content-length': String(body.length) }),
    'x-amzn-trace-id': traceId(time, requestId),
    'x-forwarded-for': forwardedFor === undefined ? sourceIp : `${forwardedFor}, ${sourceIp}`,
    'x-forwarded-port': /:(\d+)$/.exec(host)?.[1] ?? '80',
    'x-forwarded-proto': 'http',
  }
}

/** One entry for each cookie, those of equal name kept apart. */
export function cookiesOf(rawHeaders: readonly string[]): string[] {
  const lines = headerPairs(rawHeaders).filter(([name]) => name === 'cookie')
  const cookies = lines.flatMap(([, line]) => line.split(';')).map((cookie) => cookie.trim())
  return cookies.filter((cookie) => cookie !== '')
}

/** Joins values of equal name by a comma; through a Map, since a name may be `__proto__`. */
export function combine(pairs: Iterable<readonly [string, string]>): Record<string, string> {
  const combined = new Map<string, string>()
  for (const [name, value] of pairs) {
    const earlier = combined.get(name)
    combined.set(name, earlier === undefined ? value : `${earlier},${value}`)
  }
  return Object.fromEntries(combined)
}

/** Lower-case names and values, in order, of names and values that stand by turns. */
function headerPairs(rawHeaders: readonly string[]): readonly (readonly [string, string])[] {
  return rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), rawHeaders[i + 1] ?? '']] : []))
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function traceId(time: Date, requestId: string): string {
  const seconds = Math.floor(time.getTime() / 1000).toString(16)
  return `Root=1-${seconds}-${Buffer.from(requestId).toString('hex').slice(0, 24)}`
}
