import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Naming } from '../config/clients.ts'
import { invalidRequest, ServiceError } from '../errors.ts'

/** An HTTP API event (payload format 2.0) whose body is parsed already. */
export type HttpEvent = Omit<APIGatewayProxyEventV2, 'body'> & { readonly body?: unknown }

/** A header by its lower-case name; API Gateway joins repeated ones by commas. */
export function header(event: HttpEvent, name: string): string | undefined {
  return event.headers[name]
}

/**
 * The query parameters; an empty one counts as left out (RFC 6749 section 3.1).
 *
 * @throws ServiceError `invalid_request` when one stands twice (RFC 6749 section 3.1)
 */
export function query(event: HttpEvent): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const parameters = new URLSearchParams(event.rawQueryString)
  for (const [name, value] of parameters) {
    if (parameters.getAll(name).length > 1) throw invalidRequest('A query parameter stands twice')
    if (value !== '') found.set(name, value)
  }
  return found
}

/** Values of every cookie of a name: a browser may send several of one name. */
export function cookieValues(event: HttpEvent, name: string): readonly string[] {
  const prefix = `${name}=`
  return (event.cookies ?? [])
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie.startsWith(prefix))
    .map((cookie) => cookie.slice(prefix.length))
}

/**
 * Insists on a body of the type of HTML forms.
 *
 * @throws ServiceError `invalid_request`
 */
export function requireForm(event: HttpEvent): void {
  const form = /^application\/x-www-form-urlencoded *(;|$)/i.test(header(event, 'content-type') ?? '')
  if (!form) throw invalidRequest('Send application/x-www-form-urlencoded')
}

/**
 * The token of an `Authorization: Bearer` header (RFC 6750 section 2.1).
 *
 * @returns undefined when no bearer is presented
 * @throws ServiceError `invalid_token` when one is, but not as one token
 */
export function bearerToken(event: HttpEvent): string | undefined {
  const [scheme, token, ...rest] = (header(event, 'authorization') ?? '').trim().split(/ +/)
  if (scheme?.toLowerCase() !== 'bearer') return undefined
  if (!token || rest.length > 0) throw new ServiceError('invalid_token', 'Authorization must carry one bearer token')
  return token
}

/** Address of the end user, by the gateway's own word and never by a header that anybody may send. */
export function sourceAddress(event: HttpEvent): string {
  return event.requestContext.http.sourceIp
}

/** What an API call says of its client: by headers. */
export function callNaming(event: HttpEvent): Naming {
  return { secret: header(event, 'secret'), clientType: header(event, 'client-type') }
}

/** What a browser navigation says of its client: by headers when it has them, by query, by the host it asked. */
export function navigationNaming(event: HttpEvent): Naming {
  const { secret, clientType } = callNaming(event)
  return {
    secret,
    clientType: clientType ?? namedType(event),
    host: event.requestContext.domainName,
    navigation: true,
  }
}

function namedType({ rawQueryString }: HttpEvent): string | undefined {
  const [type, ...more] = new URLSearchParams(rawQueryString).getAll('client_type')
  if (more.length > 0) throw invalidRequest('client_type stands twice')
  return type || undefined
}
