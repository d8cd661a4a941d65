import jsonBodyParser from '@middy/http-json-body-parser'
import urlencodeBodyParser from '@middy/http-urlencode-body-parser'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { invalidRequest, ServiceError } from '../errors.ts'
import { createOnion, type End, limited, type Skin } from './onion.ts'
import type { HttpEvent } from './request.ts'
import type { HttpResult } from './responses.ts'
import { errorResult } from './status.ts'

/** A Lambda function behind an HTTP API route. */
export type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<HttpResult>

/** Nothing of ours belongs in a cache, a frame, another type, or a Referer (OWASP HTTP Headers Cheat Sheet). */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
}

/** What kind of endpoint it is. */
export interface EndpointOptions {
  /** Parses a JSON or form body into `event.body`. */
  readonly body?: boolean
  /** Judges the caller before that. */
  readonly identify?: (event: HttpEvent) => unknown
  /** Its deadline, where callers wait for less than Lambda allows. */
  readonly milliseconds?: number
  /** The status of every failure, where a specification knows but one. */
  readonly failure?: number
}

/**
 * Dresses a plain function as a Lambda handler: one log line, one shape of errors, security headers.
 *
 * @param run the endpoint itself
 */
export function endpoint(
  run: (event: HttpEvent) => Promise<HttpResult>,
  { body = false, identify = () => undefined, milliseconds, failure }: EndpointOptions = {},
): Handler {
  const onion = createOnion<APIGatewayProxyEventV2, HttpResult>({
    answered: (result) => dress(result ?? {}),
    failed: (error, { requestContext }) => dress(errorResult(error, requestContext.requestId, failure)),
  })
  onion.before(async ({ event }) => {
    await identify(event)
  })
  if (!body) return limited(onion.handler(run), milliseconds)
  const parsed = { disableContentTypeError: true }
  return limited(
    onion.use(knownBody()).use(jsonBodyParser(parsed)).use(urlencodeBodyParser(parsed)).handler(run),
    milliseconds,
  )
}

function dress(result: HttpResult): End<HttpResult> {
  const headers = { ...SECURITY_HEADERS, ...result.headers }
  return { statusCode: result.statusCode ?? 200, result: { ...result, headers } }
}

/** Refuses a body that neither parser would take, and keeps to itself what the parsers quote of a broken one. */
function knownBody(): Skin<APIGatewayProxyEventV2, HttpResult> {
  return {
    before: ({ event }) => {
      const type = /^application\/(json|x-www-form-urlencoded) *(;|$)/i.exec(event.headers['content-type'] ?? '')?.[1]
      if (event.body && !type) {
        throw new ServiceError('unsupported_media_type', 'Send application/json or application/x-www-form-urlencoded')
      }
      // No body is no error, whatever type it would be of.
      if (!event.body && type)
        Object.assign(event, { body: type.toLowerCase() === 'json' ? '{}' : '', isBase64Encoded: false })
    },
    onError: (request) => {
      if (isParserError(request.error)) request.error = invalidRequest('The body is not well-formed')
    },
  }
}

/** middy's parsers sign what they throw. */
function isParserError(error: Error | null | undefined): boolean {
  const cause = error?.cause
  const signed = typeof cause === 'object' && cause !== null && 'package' in cause ? cause.package : undefined
  return signed === '@middy/http-json-body-parser' || signed === '@middy/http-urlencode-body-parser'
}
