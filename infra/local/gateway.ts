import { randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Arrival } from './arrival.ts'
import { authorize } from './authorizer.ts'
import { type Cors, preflight, withCors } from './cors.ts'
import { within } from './deadline.ts'
import { toEvent } from './event.ts'
import { isTooLong, readBody } from './limits.ts'
import { type GatewayRoute, matchRoute } from './match.ts'
import type { FunctionEvent } from './messages.ts'
import { gatewayReply, type Reply, toReply } from './reply.ts'
import { pathSegments } from './target.ts'

export interface GatewayOptions {
  readonly routes: readonly GatewayRoute[]
  /** Calls the function of a file; rejects when the function fails. */
  readonly invoke: (file: string, event: FunctionEvent) => Promise<unknown>
  readonly cors?: Cors | undefined
  /** How long a function may take until the gateway gives up, in seconds. */
  readonly integrationSeconds?: number
  /** The same of an authorizer, whose time API Gateway does not let anybody choose. */
  readonly authorizerSeconds?: number
}

/** Lambda's limit for the event of a synchronous call, in bytes of JSON. */
const EVENT_LIMIT = 6_291_456

/**
 * An HTTP API as API Gateway serves it in front of the functions (payload 2.0, `$default` stage).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
export function createGateway(options: GatewayOptions): RequestListener {
  return async (request, response) => {
    const requestId = `${randomBytes(11).toString('base64url')}=`
    // It fails when the client goes away in the middle of its body: then nobody reads this 500.
    const reply = await answer(options, request, requestId).catch(() => gatewayReply(500))
    send(response, reply, requestId)
  }
}

async function answer(options: GatewayOptions, request: IncomingMessage, requestId: string): Promise<Reply> {
  if (isTooLong(request)) return gatewayReply(431)
  const segments = pathSegments(request.url ?? '')
  if (!segments) return gatewayReply(400)
  if (options.cors && request.method === 'OPTIONS') return preflight(options.cors, request.headers.origin)
  const match = matchRoute(options.routes, request.method ?? '', segments)
  if (!match) return gatewayReply(404)
  const body = await readBody(request)
  if (!body) return gatewayReply(413, 'Request Entity Too Large')
  const event = toEvent(arrivalOf(request, body, requestId), segments, match)
  const admitted = await admit(options, match.route, event)
  if (typeof admitted === 'number') return gatewayReply(admitted)
  if (Buffer.byteLength(JSON.stringify(admitted)) > EVENT_LIMIT) return gatewayReply(413, 'Request Entity Too Large')
  return integrate(options, match.route, admitted, request.headers.origin)
}

function arrivalOf(request: IncomingMessage, body: Buffer, requestId: string): Arrival {
  const { method = '', url: target = '', rawHeaders, socket } = request
  return { method, target, rawHeaders, body, sourceIp: socket.remoteAddress ?? '', time: new Date(), requestId }
}

/** The event as the function sees it, or the status by which the route's authorizer keeps the request from it. */
async function admit(
  { invoke, authorizerSeconds = 10 }: GatewayOptions,
  { authorizer }: GatewayRoute,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyEventV2 | 403 | 500> {
  if (authorizer === undefined) return event
  return authorize((asked) => invoke(authorizer, asked), event, authorizerSeconds)
}

async function integrate(
  { invoke, cors, integrationSeconds = 30 }: GatewayOptions,
  { file }: GatewayRoute,
  event: APIGatewayProxyEventV2,
  origin: string | undefined,
): Promise<Reply> {
  // A function's failure is no failure here, so what fails is the waiting.
  const answered = invoke(file, event).then(toReply, () => undefined)
  try {
    const reply = await within(integrationSeconds, answered)
    if (!reply) return gatewayReply(500)
    return cors ? withCors(reply, cors, origin) : reply
  } catch {
    return gatewayReply(503)
  }
}

function send(response: ServerResponse, { status, headers, body }: Reply, requestId: string): void {
  const own = [['apigw-requestid', requestId]]
  if (status !== 204 && status !== 304) own.push(['content-length', String(Buffer.byteLength(body))])
  response.writeHead(status, [...headers, ...own].flat()).end(body)
}
