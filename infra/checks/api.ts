import { listOf, objectOf, resourcesOf, type Template } from '#infra/template'
import type { Finding, Rule } from './finding.ts'

/** Rules of the HTTP API. */
export const apiRules: Readonly<Record<string, Rule>> = {
  'route-once': routeOnce,
  'route-limits': routeLimits,
  'cors-origins': corsOrigins,
}

/** API Gateway refuses a second one only when it is deployed; parameters' names tell no routes apart. */
function routeOnce(template: Template): readonly Finding[] {
  const seen = new Set<string>()
  return resourcesOf(template, 'AWS::ApiGatewayV2::Route').flatMap(({ id, properties }) => {
    const key = String(properties['RouteKey'])
    const shape = key.replace(/\{[^}]*\}/g, '{}')
    if (seen.has(shape)) return [{ id, says: `The route ${key} stands twice; drop one` }]
    seen.add(shape)
    return []
  })
}

/** Limits of a route that is not there fail the deployment. */
function routeLimits(template: Template): readonly Finding[] {
  const keys = new Set(
    resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ properties }) => properties['RouteKey']),
  )
  return resourcesOf(template, 'AWS::ApiGatewayV2::Stage').flatMap(({ id, properties }) =>
    Object.keys(objectOf(properties['RouteSettings']))
      .filter((key) => !keys.has(key))
      .map((key) => ({ id, says: `It limits ${key}, which is no route; mend the limit or the route` })),
  )
}

/** A page of any origin could use the user's cookie. */
function corsOrigins(template: Template): readonly Finding[] {
  return resourcesOf(template, 'AWS::ApiGatewayV2::Api').flatMap(({ id, properties }) => {
    if (properties['CorsConfiguration'] === undefined) return []
    const cors = objectOf(properties['CorsConfiguration'])
    const says = (what: string) => ({ id, says: `CORS ${what}` })
    const wild = listOf(cors['AllowOrigins']).some((origin) => String(origin).includes('*'))
    const exposed = listOf(cors['ExposeHeaders']).map((name) => String(name).toLowerCase())
    return [
      ...(wild ? [says('allows origins by *; list each')] : []),
      ...(cors['AllowCredentials'] === true ? [] : [says('must allow credentials, or no cookie is ever sent')]),
      ...(exposed.includes('location') ? [] : [says('must expose Location, which a page reads after its login')]),
    ]
  })
}
