import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Arrival } from './arrival.ts'
import { combine, cookiesOf, headersOf } from './headers.ts'
import type { Match } from './match.ts'
import { splitTarget } from './target.ts'

/** Bodies of these types are handed over as text; all others, forms among them, in base64. */
const TEXT = /^(text\/|application\/(json|javascript|xml)\s*(;|$))/i

/**
 * Makes the event that API Gateway hands to a function.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html payload 2.0
 */
export function toEvent(arrival: Arrival, segments: readonly string[], match: Match): APIGatewayProxyEventV2 {
  const [, rawQueryString] = splitTarget(arrival.target)
  const routeKey = `${match.route.method} ${match.route.path}`
  const rawPath = `/${segments.join('/')}`
  const headers = headersOf(arrival)
  const cookies = cookiesOf(arrival.rawHeaders)
  const query = combine(new URLSearchParams(rawQueryString))
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: contextOf(arrival, headers, routeKey, rawPath),
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    ...bodyOf(arrival.body, headers['content-type']),
  }
}

function contextOf(
  { method, sourceIp, time, requestId }: Arrival,
  headers: Record<string, string>,
  routeKey: string,
  path: string,
) {
  const domainName = (headers['host'] ?? '').replace(/:\d+$/, '').toLowerCase()
  return {
    accountId: '000000000000',
    apiId: 'local',
    domainName,
    domainPrefix: domainName.split('.')[0] ?? '',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: headers['user-agent'] ?? '' },
    requestId,
    routeKey,
    stage: '$default',
    time: logTime(time),
    timeEpoch: time.getTime(),
  }
}

/** Common Log Format, such as `12/Mar/2020:19:03:58 +0000`. */
function logTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(' ')
  return `${day}/${month}/${year}:${clock} +0000`
}

function bodyOf(body: Buffer, contentType: string | undefined) {
  if (body.length === 0) return { isBase64Encoded: false }
  const isText = TEXT.test(contentType ?? '')
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText }
}
