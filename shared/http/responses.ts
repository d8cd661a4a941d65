import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

export type HttpResult = APIGatewayProxyStructuredResultV2

/** What may be added to any answer. */
export interface Extras {
  readonly headers?: Readonly<Record<string, string>>
  /** `Set-Cookie` values. */
  readonly cookies?: readonly string[]
}

/** An answer of JSON. */
export function json(body: unknown, { headers, cookies }: Extras = {}, statusCode = 200): HttpResult {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    ...(cookies && { cookies: [...cookies] }),
    body: JSON.stringify(body),
  }
}

/** Sends the browser elsewhere, with GET (RFC 9110 section 15.4.3). @param location a URL or path that was judged */
export function redirect(location: string, { headers, cookies }: Extras = {}): HttpResult {
  return { statusCode: 302, headers: { location, ...headers }, ...(cookies && { cookies: [...cookies] }) }
}

/** An answer without a body. */
export function noContent({ headers, cookies }: Extras = {}): HttpResult {
  return { statusCode: 204, headers: { ...headers }, ...(cookies && { cookies: [...cookies] }) }
}
