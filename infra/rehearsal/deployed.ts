import type { Cors } from '#infra/local/cors'
import type { GatewayRoute } from '#infra/local/match'
import type { Route } from '#infra/routes'
import { listOf, objectOf, resourcesOf, type Template } from '#infra/template'
import type { SynthesizedStack } from './assembly.ts'
import type { Deployed } from './environment.ts'
import type { Place, Resolve } from './resolver.ts'

/** The functions of a stack, by their logical ids. */
export function deployedFunctions(
  { template, assetFolder }: SynthesizedStack,
  resolve: Resolve,
  { region, account }: Place,
): ReadonlyMap<string, Deployed> {
  const functions = resourcesOf(template, 'AWS::Lambda::Function').map(({ id, properties }): Deployed => {
    // Lambda's own defaults.
    const { Code, Handler, MemorySize = 128, Timeout = 3, Environment } = objectOf(resolve(properties))
    return {
      name: id,
      arn: `arn:aws:lambda:${region}:${account}:function:${id}`,
      folder: assetFolder(String(objectOf(Code)['S3Key'])),
      handler: String(Handler),
      memoryMb: Number(MemorySize),
      timeoutSeconds: Number(Timeout),
      variables: texts(objectOf(Environment)['Variables']),
    }
  })
  return new Map(functions.map((fn) => [fn.name, fn]))
}

/** The routes of a stack's API; each leads to a function's logical id, past that of its authorizer if it has one. */
export function deployedRoutes(template: Template, resolve: Resolve): readonly GatewayRoute[] {
  const functions = functionsBehind(template, resolve, 'AWS::ApiGatewayV2::Integration', 'IntegrationUri')
  const authorizers = functionsBehind(template, resolve, 'AWS::ApiGatewayV2::Authorizer', 'AuthorizerUri')
  return resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ properties }) => {
    const [method = '', path = ''] = String(properties['RouteKey']).split(' ')
    const file = functions.get(String(resolve(properties['Target'])).replace('integrations/', ''))
    if (!isMethod(method) || file === undefined) throw new Error(`No such route: ${properties['RouteKey']}`)
    const authorizer = authorizers.get(String(resolve(properties['AuthorizerId'])))
    return { method, path, file, ...(authorizer !== undefined && { authorizer }) }
  })
}

/** Logical ids of the functions that a kind of resources calls, by the ids of these. */
function functionsBehind(template: Template, resolve: Resolve, type: string, uri: string): ReadonlyMap<string, string> {
  const found = resourcesOf(template, type).map(({ id, properties }) => {
    const [, name = ''] = /:function:(\w+)/.exec(String(resolve(properties[uri]))) ?? []
    return [id, name] as const
  })
  return new Map(found)
}

/** CORS as the stack's API has it. */
export function deployedCors(template: Template, resolve: Resolve): Cors | undefined {
  const [api] = resourcesOf(template, 'AWS::ApiGatewayV2::Api')
  if (api?.properties['CorsConfiguration'] === undefined) return undefined
  const { AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders, MaxAge } = objectOf(
    resolve(api.properties['CorsConfiguration']),
  )
  const list = (value: unknown) => listOf(value).map(String)
  return {
    origins: new Set(list(AllowOrigins)),
    methods: list(AllowMethods),
    headers: list(AllowHeaders),
    exposed: list(ExposeHeaders),
    seconds: Number(MaxAge),
  }
}

function isMethod(method: string): method is Route['method'] {
  return ['GET', 'POST', 'PATCH', 'DELETE'].includes(method)
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([name, item]) => [name, String(item)]))
}
