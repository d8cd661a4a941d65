import type { HttpEvent } from '#shared/http/request'
import { httpEvent } from '../../support/event.ts'

export const BOUNDARY = '----form-of-a-test'

/** One part of a multipart body. */
export interface Part {
  readonly name?: string
  readonly filename?: string
  readonly content: string | Buffer
  /** In place of `form-data` with the names. */
  readonly disposition?: string
}

/** A file of users. */
export const usersPart = (users: unknown): Part => ({
  name: 'users',
  filename: 'users.json',
  content: JSON.stringify(users),
})

/** A multipart body (RFC 7578), byte by byte as a browser writes it. */
export function multipart(parts: readonly Part[], end = `--${BOUNDARY}--\r\n`): Buffer {
  const written = parts.map(({ name, filename, content, disposition }) => {
    const named = ['form-data', ...quoted('name', name), ...quoted('filename', filename)].join('; ')
    const head = `Content-Disposition: ${disposition ?? named}`
    return Buffer.concat([Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')])
  })
  return Buffer.concat([...written, Buffer.from(end)])
}

/** The request of a body, in base64 as API Gateway hands it over. */
export function posted(
  body: Buffer,
  { type = `multipart/form-data; boundary=${BOUNDARY}`, query = '' }: { type?: string; query?: string } = {},
): HttpEvent {
  const headers = type === '' ? {} : { 'content-type': type }
  return httpEvent({ method: 'POST', query, headers, isBase64Encoded: true, parsed: body.toString('base64') })
}

function quoted(key: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${key}="${value}"`]
}
