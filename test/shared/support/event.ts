import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import type { AuthorizerEvent } from '#shared/http/authorizer'
import type { HttpEvent } from '#shared/http/request'

/** What a test says of a request. */
export interface Asked {
  readonly method?: string
  readonly path?: string
  readonly query?: string
  readonly headers?: Record<string, string>
  readonly cookies?: string[]
  readonly body?: string
  readonly isBase64Encoded?: boolean
  readonly host?: string
}

/** An event of payload format 2.0, as API Gateway hands it to a function. */
export function lambdaEvent(asked: Asked = {}): APIGatewayProxyEventV2 {
  const { method = 'GET', path = '/test', query = '', headers = {}, cookies, body, host = 'api.example' } = asked
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: query,
    ...(cookies && { cookies }),
    headers,
    requestContext: {
      accountId: '000000000000',
      apiId: 'test',
      domainName: host,
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: '22/Nov/2026:10:00:00 +0000',
      timeEpoch: 1_795_341_600_000,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: asked.isBase64Encoded ?? false,
  }
}

/** The event as an endpoint sees it after its body was parsed. */
export function httpEvent(asked: Omit<Asked, 'body'> & { readonly parsed?: unknown } = {}): HttpEvent {
  const { parsed, ...rest } = asked
  return { ...lambdaEvent(rest), ...(parsed !== undefined && { body: parsed }) }
}

/** The event as API Gateway hands it to an authorizer without an identity source. */
export function authorizerEvent(asked: Omit<Asked, 'body' | 'isBase64Encoded'> = {}): AuthorizerEvent {
  const { isBase64Encoded: _, ...event } = lambdaEvent(asked)
  const { method = 'GET', path = '/test' } = asked
  const routeArn = `arn:aws:execute-api:eu-west-1:000000000000:test/$default/${method}${path}`
  return { ...event, type: 'REQUEST', routeArn, identitySource: null }
}

/** A Lambda context of which our code reads nothing. */
export const lambdaContext: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'test',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:test',
  memoryLimitInMB: '256',
  awsRequestId: 'lambda-1',
  logGroupName: 'test',
  logStreamName: 'test',
  getRemainingTimeInMillis: () => 15_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
}
