import { type Route, routes } from '#infra/routes'

/** What stands for each parameter of a path; nobody has these. */
const NOBODY: Readonly<Record<string, string>> = {
  id: 'auth0%7Cnobody',
  userId: 'auth0%7Cnobody',
  jobId: 'job_0123456789abcdef',
}

/** A route with its path filled, as `test.each` wants it. */
export interface FilledRoute extends Route {
  /** The path to ask for. */
  readonly at: string
}

/** The routes that `fits` picks, so that a new one is tried by itself. @param segment stands for every parameter */
export function routesThat(fits: (route: Route) => boolean, segment?: string): readonly FilledRoute[] {
  return routes.filter(fits).map((route) => ({ ...route, at: fillPath(route.path, segment) }))
}

/** Tells whether a route has a parameter in its path. */
export function hasParameter({ path }: Route): boolean {
  return path.includes('{')
}

function fillPath(path: string, segment?: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = segment ?? NOBODY[name]
    if (value === undefined) throw new Error(`What stands for ${whole}? Say so in test/support/routes.ts`)
    return value
  })
}
