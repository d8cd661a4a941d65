import type { Route } from '#infra/routes'

/** A route as the gateway serves it. */
export interface GatewayRoute extends Route {
  /** File of the function that decides who may pass; without one everybody may. */
  readonly authorizer?: string
}

/** A route that fits a request, and what its `{parameters}` stand for. */
export interface Match {
  readonly route: GatewayRoute
  /** Decoded once, as API Gateway does. */
  readonly pathParameters: Readonly<Record<string, string>>
}

/**
 * Finds the route of a request: the most specific one wins, a static segment before a `{parameter}`, both before a greedy
 * `{parameter+}`, which takes all the rest of the path, be it only a slash.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function matchRoute(
  routes: readonly GatewayRoute[],
  method: string,
  segments: readonly string[],
): Match | undefined {
  const fitting = routes.filter((route) => route.method === method && fits(route, segments))
  const [route] = fitting.sort(bySpecificity)
  return route && { route, pathParameters: parametersOf(route, segments) }
}

function fits(route: Route, segments: readonly string[]): boolean {
  const wanted = patternOf(route)
  if (isGreedy(route.path) ? wanted.length > segments.length : wanted.length !== segments.length) return false
  return wanted.every((part, i) => isGreedy(part) || (parameterName(part) ? segments[i] !== '' : part === segments[i]))
}

function parametersOf(route: Route, segments: readonly string[]): Record<string, string> {
  const pairs = patternOf(route).map((part, i) => {
    const end = isGreedy(part) ? segments.length : i + 1
    return [parameterName(part), segments.slice(i, end).join('/')] as const
  })
  return Object.fromEntries(pairs.filter(([name]) => name !== undefined))
}

/** Greedy routes come last; then segment by segment from the left: `0` is static, `1` a parameter, `2` a greedy one. */
function bySpecificity(a: Route, b: Route): number {
  const rank = (part: string) => (isGreedy(part) ? '2' : parameterName(part) ? '1' : '0')
  const ranks = (route: Route) => [isGreedy(route.path) ? '1' : '0', ...patternOf(route).map(rank)].join('')
  return ranks(a).localeCompare(ranks(b))
}

function patternOf({ path }: Route): readonly string[] {
  return path.split('/').slice(1)
}

function parameterName(part: string): string | undefined {
  return /^\{(\w+)\+?\}$/.exec(part)?.[1]
}

function isGreedy(path: string): boolean {
  return path.endsWith('+}')
}
