import { IncomingMessage } from 'node:http'
import type { Context, Middleware } from './context.ts'
import { parseUpload, type Upload } from './upload.ts'

/** The body of a request, read once for all who look at it. */
export interface Body {
  /** The JSON value, for the endpoints that take JSON only. */
  json: unknown
  /** Form or JSON parameters; only strings count. */
  parameters: Record<string, string>
  /** A multipart form, for the endpoint that takes one. */
  upload?: Upload
  /** Bytes as sent. */
  size: number
  /** Why the body is no list of parameters: refused with 400 by the endpoints that need one. */
  problem?: string
}

const LIMIT = 56 * 1024
/** More than the largest upload that an endpoint takes, so that the endpoint itself can refuse a larger one. */
const UPLOAD_LIMIT = 1024 * 1024
const EMPTY: Body = { json: undefined, parameters: {}, size: 0 }
const bodies = new WeakMap<Context, Body>()

/** The body that `readBody` read. */
export function bodyOf(ctx: Context): Body {
  return bodies.get(ctx) ?? EMPTY
}

/**
 * Reads every body and hands JSON parameters on as a form, since Auth0 takes both at `/oauth/token` and
 * `/oauth/revoke` and oidc-provider only forms.
 */
export const readBody: Middleware = async (ctx, next) => {
  const { raw, size } = await readAll(ctx.req, ctx.is('multipart/form-data') ? UPLOAD_LIMIT : LIMIT)
  const body = raw === undefined ? { ...EMPTY, problem: 'The request body is too large.' } : await parse(ctx, raw)
  bodies.set(ctx, { ...body, size })
  replay(ctx, body.parameters)
  await next()
}

async function readAll(request: IncomingMessage, limit: number): Promise<{ raw: Buffer | undefined; size: number }> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
  }
  return { raw: size > limit ? undefined : Buffer.concat(chunks), size }
}

async function parse(ctx: Context, raw: Buffer): Promise<Body> {
  if (raw.length === 0) return EMPTY
  if (ctx.is('application/json')) return parseJson(raw.toString('utf8'))
  if (ctx.is('application/x-www-form-urlencoded')) return parseForm(raw.toString('utf8'))
  const problem = 'The content type must be application/json or application/x-www-form-urlencoded.'
  if (!ctx.is('multipart/form-data')) return { ...EMPTY, problem }
  return { ...EMPTY, problem, upload: await parseUpload(ctx.get('content-type'), raw) }
}

function parseJson(raw: string): Body {
  let json: unknown
  try {
    json = JSON.parse(raw)
  } catch {
    return { ...EMPTY, problem: 'The request body is not valid JSON.' }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { ...EMPTY, json, problem: 'The request body must be a JSON object.' }
  }
  const strings = Object.entries(json).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const parameters = Object.fromEntries(strings)
  const other = Object.entries(json).find(([, value]) => typeof value !== 'string')
  const body = { ...EMPTY, json, parameters }
  return other ? { ...body, problem: `Parameter ${other[0]} must be a string.` } : body
}

function parseForm(raw: string): Body {
  const form = new URLSearchParams(raw)
  const parameters = Object.fromEntries(form)
  const repeated = [...form.keys()].find((name) => form.getAll(name).length > 1)
  const body = { ...EMPTY, parameters }
  return repeated === undefined ? body : { ...body, problem: `Parameter ${repeated} must not be repeated.` }
}

/** Puts a fresh, unread request in the place of the one whose body was read. */
function replay(ctx: Context, parameters: Record<string, string>): void {
  const { method, url, headers, httpVersion, socket } = ctx.req
  const form = new URLSearchParams(parameters).toString()
  const request = Object.assign(new IncomingMessage(socket), { method, url, httpVersion, complete: true })
  request.headers = { ...headers }
  if (form === '') {
    delete request.headers['content-type']
    delete request.headers['content-length']
  } else {
    request.headers['content-type'] = 'application/x-www-form-urlencoded'
    request.headers['content-length'] = String(Buffer.byteLength(form))
    request.push(form)
  }
  request.push(null)
  ctx.req = request
  ctx.request.req = request
}
