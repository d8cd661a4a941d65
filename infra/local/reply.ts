import { STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http'
import * as v from 'valibot'

/** What goes back over HTTP. */
export interface Reply {
  readonly status: number
  /** Lower-case names; one that comes twice, such as `set-cookie`, becomes two header lines. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | Buffer
}

const headerValue = v.pipe(
  v.union([v.string(), v.number(), v.boolean()]),
  v.transform(String),
  v.check((value) => passes(() => validateHeaderValue('value', value))),
)
const headerName = v.pipe(
  v.string(),
  v.toLowerCase(),
  v.check((name) => passes(() => validateHeaderName(name))),
)

/** An answer with a status, as payload 2.0 knows it; everything else about it may be left out. */
const StructuredResult = v.object({
  statusCode: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
  headers: v.optional(
    v.pipe(
      v.unknown(),
      v.check((value) => !Array.isArray(value)),
      v.record(headerName, headerValue),
    ),
    {},
  ),
  cookies: v.optional(v.array(headerValue), []),
  body: v.optional(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
})

/** The gateway itself decides on these. */
const OWN_HEADERS = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade'])

/**
 * Turns a function's result into an answer, as API Gateway reads payload 2.0: without `statusCode` the result is
 * the body of a 200 in JSON.
 *
 * @returns undefined when the result is malformed
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function toReply(result: unknown): Reply | undefined {
  if (result === null || result === undefined) return undefined
  if (typeof result !== 'object' || !('statusCode' in result)) return inferred(result)
  const checked = v.safeParse(StructuredResult, result)
  if (!checked.success) return undefined
  const { statusCode, headers, cookies, body, isBase64Encoded } = checked.output
  const passed = Object.entries({ 'content-type': 'text/plain; charset=utf-8', ...headers })
  return {
    status: statusCode,
    headers: [
      ...passed.filter(([name]) => !OWN_HEADERS.has(name)),
      ...cookies.map((cookie) => ['set-cookie', cookie] as const),
    ],
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  }
}

/** The gateway's own answer, such as 404 `{"message":"Not Found"}`. */
export function gatewayReply(status: number, message = STATUS_CODES[status] ?? ''): Reply {
  return { status, headers: [['content-type', 'application/json']], body: JSON.stringify({ message }) }
}

function inferred(result: unknown): Reply {
  const body = typeof result === 'string' ? result : JSON.stringify(result)
  return { status: 200, headers: [['content-type', 'application/json']], body }
}

function passes(check: () => void): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}
