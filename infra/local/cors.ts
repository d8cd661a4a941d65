import type { Route } from '#infra/routes'
import type { Reply } from './reply.ts'

/** Cross-origin access as the API is configured; without any origin it knows nothing of CORS. */
export interface Cors {
  readonly origins: ReadonlySet<string>
  readonly methods: readonly string[]
}

const ALLOWED_HEADERS = 'authorization,client-type,content-type,secret'
const EXPOSED_HEADERS = 'location'
const PREFLIGHT_SECONDS = '300'

/**
 * The CORS settings of an API.
 *
 * @param origins `allowedOrigins` of all clients
 */
export function createCors(origins: Iterable<string>, routes: readonly Route[]): Cors | undefined {
  const allowed = new Set(origins)
  return allowed.size === 0
    ? undefined
    : { origins: allowed, methods: [...new Set(routes.map(({ method }) => method))] }
}

/**
 * Answers a preflight request in place of the functions, which never see one.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function preflight(cors: Cors, origin: string | undefined): Reply {
  const headers = [
    ...allowing(cors, origin),
    ['access-control-allow-methods', cors.methods.join(',')],
    ['access-control-allow-headers', ALLOWED_HEADERS],
    ['access-control-max-age', PREFLIGHT_SECONDS],
  ] as const
  return { status: 204, headers: isAllowed(cors, origin) ? headers : [], body: '' }
}

/** Puts the API's CORS headers on a function's answer, whose own ones are dropped as API Gateway does. */
export function withCors(reply: Reply, cors: Cors, origin: string | undefined): Reply {
  const passed = reply.headers.filter(([name]) => !name.startsWith('access-control-'))
  return { ...reply, headers: [...passed, ...allowing(cors, origin)] }
}

function allowing(cors: Cors, origin: string | undefined): Reply['headers'] {
  if (!isAllowed(cors, origin)) return []
  return [
    ['access-control-allow-origin', origin],
    ['access-control-allow-credentials', 'true'],
    ['access-control-expose-headers', EXPOSED_HEADERS],
    ['vary', 'origin'],
  ]
}

function isAllowed(cors: Cors, origin: string | undefined): origin is string {
  return origin !== undefined && cors.origins.has(origin)
}
