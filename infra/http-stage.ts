import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  CfnStage,
  type DomainName,
  type HttpApi,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import type { Construct } from 'constructs'
import { stageLogs } from './logs.ts'
import type { StageRow } from './stages.ts'

/** Routes at which passwords are tried or mails are sent. */
const STRICT_ROUTES = ['POST /oauth/token', 'POST /change-password']

/** What an access log line tells: no cookie, no query, no header of the caller but its address. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  latency: '$context.responseLatency',
  integrationLatency: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
  gatewayError: '$context.error.message',
}

export interface PublicStageProps {
  readonly api: HttpApi
  readonly row: StageRow
  readonly domain: DomainName | undefined
  /** The routes, which must be there before their limits. */
  readonly after: readonly HttpRoute[]
}

/**
 * Opens an API to the public, on `$default` so that no path carries the stage's name, with limits and an access log.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export function publicStage(scope: Construct, { api, row, domain, after }: PublicStageProps): HttpStage {
  const stage = new HttpStage(scope, 'DefaultStage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: row.throttle.rate, burstLimit: row.throttle.burst },
    accessLogSettings: {
      destination: new LogGroupLogDestination(stageLogs(scope, 'access-logs', row)),
      format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
    },
    ...(domain && { domainMapping: { domainName: domain } }),
  })
  const { rate, burst } = row.strictThrottle
  const limits = { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }
  const cfnStage = stage.node.defaultChild
  if (!(cfnStage instanceof CfnStage)) throw new Error('The stage is no stage of CloudFormation')
  cfnStage.routeSettings = Object.fromEntries(STRICT_ROUTES.map((key) => [key, limits]))
  stage.node.addDependency(...after)
  return stage
}
