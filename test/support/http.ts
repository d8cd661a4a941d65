import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { witness } from './exposure.ts'

/** What to send; without a body the method is GET, with one POST. */
export interface Call {
  readonly method?: string
  /** Sent as they stand: nothing is added that a test did not ask for. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** A form body. */
  readonly form?: Readonly<Record<string, string>>
  /** A JSON body. */
  readonly json?: unknown
  /** A body as it stands; its content type is the test's own business. */
  readonly raw?: string
}

/** What came back. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** `Set-Cookie` values, in order. */
  readonly cookies: readonly string[]
  readonly text: string
  /** The body when it is a JSON object, else `{}`. */
  readonly body: Readonly<Record<string, unknown>>
}

/** Sends one request and follows nothing; what is secret in it must not turn up in a log. */
export async function send(url: string | URL, call: Call = {}): Promise<Answer> {
  const answer = await exchange(url, call)
  witness(new URL(url), call, answer)
  return answer
}

async function exchange(url: string | URL, { method, headers = {}, ...content }: Call): Promise<Answer> {
  const { type, body } = bodyOf(content)
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  const outgoing = request(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...type, ...length, ...headers },
  })
  outgoing.on('response', resolve).on('error', reject).end(body)
  const response = await promise
  const answer = await text(response)
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    cookies: response.headers['set-cookie'] ?? [],
    text: answer,
    body: parseObject(answer),
  }
}

/**
 * What every refusal of ours looks like, for `toEqual`: the status and the whole error body, nothing more in it.
 *
 * @param members what the body carries beside, such as Auth0's `mfa_token`
 */
export function refusal(status: number, error: string, members: Readonly<Record<string, unknown>> = {}): unknown {
  const said = { error, error_description: expect.any(String), statusCode: status, requestId: expect.any(String) }
  return expect.objectContaining({ status, body: { ...said, ...members } })
}

/** Parses JSON that must be an object; anything else reads as `{}`. */
export function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function bodyOf({ form, json, raw }: Pick<Call, 'form' | 'json' | 'raw'>) {
  if (form) {
    return { type: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(form).toString() }
  }
  if (json !== undefined) return { type: { 'content-type': 'application/json' }, body: JSON.stringify(json) }
  return { type: {}, body: raw }
}
