import { Duration } from 'aws-cdk-lib'
import { CorsHttpMethod, DomainName, HttpApi, HttpMethod, type HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { acknowledgeNoAuthorizer } from './authorization.ts'
import { publicStage } from './http-stage.ts'
import { routes } from './routes.ts'
import type { StageRow } from './stages.ts'

/** Longer than a function has with its cold start, which counts here; API Gateway gives 30 seconds at most. */
const INTEGRATION_TIMEOUT = Duration.seconds(29)

/** Headers that a page elsewhere may send, and that it may read. */
const CORS_HEADERS = { allowHeaders: ['authorization', 'client-type', 'content-type', 'secret'] }
const CORS_EXPOSED = { exposeHeaders: ['location'] }

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
    ...(origins.length > 0 && { corsPreflight: cors(origins) }),
  })
  const domain = row.domain && ownDomain(scope, row.domain)
  publicStage(scope, { api, row, domain, after: addRoutes(api, functions) })
  return {
    api,
    url: row.domain ? `https://${row.domain.name}` : api.apiEndpoint,
    domainTarget: domain?.regionalDomainName,
  }
}

function cors(origins: readonly string[]) {
  const methods = [...new Set(routes.map(({ method }) => CorsHttpMethod[method]))]
  return {
    allowOrigins: [...origins],
    allowMethods: methods,
    allowCredentials: true,
    maxAge: Duration.minutes(5),
    ...CORS_HEADERS,
    ...CORS_EXPOSED,
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
