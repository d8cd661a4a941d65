import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { insist, Refused } from './refused.ts'

/** A request as the tenant reads it. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** What one of our functions may send along; a browser's requests are not held to this. */
const SERVICE_HEADERS = new Set(['host', 'connection', 'accept', 'content-type', 'content-length'])

/** Reads a whole request; headers of equal name are refused. */
export async function readRequest(request: IncomingMessage): Promise<Asked> {
  const [path = '', ...query] = (request.url ?? '').split('?')
  const headers = new Map<string, string>()
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = (request.rawHeaders[i] ?? '').toLowerCase()
    insist(!headers.has(name), `header ${name} stands twice`)
    headers.set(name, request.rawHeaders[i + 1] ?? '')
  }
  return { method: request.method ?? '', path, query: query.join('?'), headers, body: await text(request) }
}

/**
 * Holds a call of the service to the headers that it needs.
 *
 * @param more headers that this very call may have
 */
export function checkServiceHeaders({ headers }: Asked, more: readonly string[] = []): void {
  for (const name of headers.keys()) {
    insist(SERVICE_HEADERS.has(name) || more.includes(name), `header ${name} has no business here`)
  }
}

/** The method, or 405. */
export function checkMethod({ method, path }: Asked, wanted: string): void {
  if (method !== wanted) throw new Refused(`${path} takes ${wanted}, not ${method}`, { status: 405 })
}

/** A form of the service: nothing in the query, the type without decoration, the length told. */
export function readForm(asked: Asked): string {
  checkMethod(asked, 'POST')
  insist(asked.query === '', `${asked.path} takes no query`)
  insist(asked.headers.get('content-type') === 'application/x-www-form-urlencoded', 'the content type is wrong')
  insist(asked.headers.get('content-length') === String(Buffer.byteLength(asked.body)), 'the content length is wrong')
  return asked.body
}

/** Names of the parameters that a request must and may have. */
export interface Parameters<Must extends string, May extends string> {
  readonly must: readonly Must[]
  readonly may?: readonly May[]
}

/** Reads parameters: each once, none unknown, none empty. */
export function readParameters<Must extends string, May extends string = never>(
  encoded: string,
  { must, may = [] }: Parameters<Must, May>,
): Record<Must, string> & Partial<Record<May, string>> {
  const found: Partial<Record<Must | May, string>> = {}
  const known = [...must, ...may]
  for (const [given, value] of new URLSearchParams(encoded)) {
    const name = known.find((candidate) => candidate === given)
    insist(name !== undefined, `parameter ${given} is unknown here`)
    insist(found[name] === undefined, `parameter ${name} stands twice`)
    insist(value !== '', `parameter ${name} is empty`)
    found[name] = value
  }
  insist(hasAll(found, must), `one of the parameters ${must.join(', ')} is missing`)
  return found
}

function hasAll<Must extends string, May extends string>(
  found: Partial<Record<Must | May, string>>,
  must: readonly Must[],
): found is Record<Must, string> & Partial<Record<May, string>> {
  return must.every((name) => found[name] !== undefined)
}
