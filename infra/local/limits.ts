import type { IncomingMessage } from 'node:http'

/** API Gateway's quotas for one request, in bytes. */
const HEAD_LIMIT = 10_240
const BODY_LIMIT = 10 * 1024 * 1024

/**
 * Tells whether the request line and the headers are more than API Gateway takes. It counts the values of the
 * headers, we their names too, so what passes here passes there.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
export function isTooLong({ method = '', url = '', httpVersion, rawHeaders }: IncomingMessage): boolean {
  const requestLine = `${method} ${url} HTTP/${httpVersion}`
  const separators = rawHeaders.length * 2
  return requestLine.length + rawHeaders.join('').length + separators > HEAD_LIMIT
}

/**
 * Reads a request's body.
 *
 * @returns undefined when it is larger than API Gateway takes; the rest of it is left unread
 * @throws Error when the client goes away
 */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) return undefined
  const chunks: Buffer[] = []
  let size = 0
  // The response still has to go out on this connection, so giving up must not destroy it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length
    if (size > BODY_LIMIT) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
