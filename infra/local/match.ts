import type { Route } from '#infra/routes'

/** A route that fits a request, and what its `{parameters}` stand for. */
export interface Match {
  readonly route: Route
  /** Decoded once, as API Gateway does. */
  readonly pathParameters: Readonly<Record<string, string>>
}

/**
 * Finds the route of a request: the most specific one wins, a static segment before a `{parameter}`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function matchRoute(routes: readonly Route[], method: string, segments: readonly string[]): Match | undefined {
  const fitting = routes.filter((route) => route.method === method && fits(route, segments))
  const [route] = fitting.sort(bySpecificity)
  return route && { route, pathParameters: parametersOf(route, segments) }
}

function fits(route: Route, segments: readonly string[]): boolean {
  const wanted = patternOf(route)
  if (wanted.length !== segments.length) return false
  return wanted.every((part, i) => (parameterName(part) ? segments[i] !== '' : part === segments[i]))
}

function parametersOf(route: Route, segments: readonly string[]): Record<string, string> {
  const pairs = patternOf(route).map((part, i) => [parameterName(part), segments[i] ?? ''] as const)
  return Object.fromEntries(pairs.filter(([name]) => name !== undefined))
}

/** Compares segment by segment from the left: `0` is static, `1` a parameter. */
function bySpecificity(a: Route, b: Route): number {
  const rank = (route: Route) =>
    patternOf(route)
      .map((part) => (parameterName(part) ? 1 : 0))
      .join('')
  return rank(a).localeCompare(rank(b))
}

function patternOf({ path }: Route): readonly string[] {
  return path.split('/').slice(1)
}

function parameterName(part: string): string | undefined {
  return /^\{(\w+)\}$/.exec(part)?.[1]
}
