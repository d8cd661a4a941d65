import { Duration } from 'aws-cdk-lib'
import { CorsHttpMethod, DomainName, HttpApi, HttpMethod, type HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { acknowledgeNoAuthorizer } from './authorization.ts'
import { cors } from './cors.ts'
import { publicStage } from './http-stage.ts'
import { routes } from './routes.ts'
import type { StageRow } from './stages.ts'

/** Longer than a function has with its cold start, which counts here; API Gateway gives 30 seconds at most. */
const INTEGRATION_TIMEOUT = Duration.seconds(29)

export interface StageApi {
  readonly api: HttpApi
  /** Public address, without a final slash. */
  readonly url: string
  /** With a domain of one's own: where its DNS record must point to. */
  readonly domainTarget: string | undefined
}

/** What an API is made of. */
export interface StageApiProps {
  readonly row: StageRow
  /** The functions by their files. */
  readonly functions: ReadonlyMap<string, IFunction>
  /** The stage's origins, filled. */
  readonly origins: readonly string[]
}

/** Makes the HTTP API with every route of `infra/routes.ts`. */
export function stageApi(scope: Construct, { row, functions, origins }: StageApiProps): StageApi {
  const api = new HttpApi(scope, 'Api', {
    apiName: `Auth0Client-${row.name}`,
    createDefaultStage: false,
    disableExecuteApiEndpoint: row.domain !== undefined,
    ...(origins.length > 0 && { corsPreflight: corsPreflight(origins) }),
  })
  const domain = row.domain && ownDomain(scope, row.domain)
  publicStage(scope, { api, row, domain, after: addRoutes(api, functions) })
  return {
    api,
    url: row.domain ? `https://${row.domain.name}` : api.apiEndpoint,
    domainTarget: domain?.regionalDomainName,
  }
}

function corsPreflight(origins: readonly string[]) {
  return {
    allowOrigins: [...origins],
    allowMethods: [...new Set(routes.map(({ method }) => CorsHttpMethod[method]))],
    allowHeaders: [...cors.headers],
    exposeHeaders: [...cors.exposed],
    allowCredentials: true,
    maxAge: Duration.seconds(cors.seconds),
  }
}

function addRoutes(api: HttpApi, functions: ReadonlyMap<string, IFunction>): readonly HttpRoute[] {
  const integrations = new Map(
    [...functions].map(([file, fn]) => {
      const integration = new HttpLambdaIntegration(`${fn.node.id}-integration`, fn, { timeout: INTEGRATION_TIMEOUT })
      return [file, integration] as const
    }),
  )
  return routes.flatMap(({ method, path, file }) => {
    const integration = integrations.get(file)
    if (!integration) throw new Error(`The route ${method} ${path} has no function ${file}`)
    const added = api.addRoutes({ path, methods: [HttpMethod[method]], integration })
    for (const route of added) acknowledgeNoAuthorizer(route, file)
    return added
  })
}

function ownDomain(scope: Construct, { name, certificateArn }: NonNullable<StageRow['domain']>): DomainName {
  const certificate = Certificate.fromCertificateArn(scope, 'Certificate', certificateArn)
  return new DomainName(scope, 'Domain', { domainName: name, certificate })
}
