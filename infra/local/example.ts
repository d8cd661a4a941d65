import { AUTHORIZER } from '#infra/routes'
import type { GatewayRoute } from './match.ts'

/** The example's function by its way from `functions/`: the very file that its stack deploys. */
const RESOURCE = '../examples/protected-api/resource'

/** An API as users of ours have one, behind the authorizer. No route may end in a slash, so a greedy one takes it. */
export const exampleRoutes: readonly GatewayRoute[] = ['/example/resource', '/example/resource/{proxy+}'].flatMap(
  (path) => (['GET', 'POST'] as const).map((method) => ({ method, path, file: RESOURCE, authorizer: AUTHORIZER })),
)
