import { cors } from '#infra/cors'
import type { Route } from '#infra/routes'
import type { Reply } from './reply.ts'

/** Cross-origin access as the API is configured; without any origin it knows nothing of CORS. */
export interface Cors {
  readonly origins: ReadonlySet<string>
  readonly methods: readonly string[]
  /** Headers that a page may send, and that it may read. */
  readonly headers: readonly string[]
  readonly exposed: readonly string[]
  /** How long a browser remembers a preflight. */
  readonly seconds: number
}

/**
 * The CORS settings of an API.
 *
 * @param origins `allowedOrigins` of all clients
 */
export function createCors(origins: Iterable<string>, routes: readonly Route[]): Cors | undefined {
  const allowed = new Set(origins)
  const methods = [...new Set(routes.map(({ method }) => method))]
  return allowed.size === 0 ? undefined : { ...cors, origins: allowed, methods }
}

/**
 * Answers a preflight request in place of the functions, which never see one.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function preflight(settings: Cors, origin: string | undefined): Reply {
  const headers = [
    ...allowing(settings, origin),
    ['access-control-allow-methods', settings.methods.join(',')],
    ['access-control-allow-headers', settings.headers.join(',')],
    ['access-control-max-age', String(settings.seconds)],
  ] as const
  return { status: 204, headers: isAllowed(settings, origin) ? headers : [], body: '' }
}

/** Puts the API's CORS headers on a function's answer, whose own ones are dropped as API Gateway does. */
export function withCors(reply: Reply, settings: Cors, origin: string | undefined): Reply {
  const passed = reply.headers.filter(([name]) => !name.startsWith('access-control-'))
  return { ...reply, headers: [...passed, ...allowing(settings, origin)] }
}

function allowing({ origins, exposed }: Cors, origin: string | undefined): Reply['headers'] {
  if (!isAllowed({ origins }, origin)) return []
  return [
    ['access-control-allow-origin', origin],
    ['access-control-allow-credentials', 'true'],
    ['access-control-expose-headers', exposed.join(',')],
    ['vary', 'origin'],
  ]
}

function isAllowed({ origins }: Pick<Cors, 'origins'>, origin: string | undefined): origin is string {
  return origin !== undefined && origins.has(origin)
}
