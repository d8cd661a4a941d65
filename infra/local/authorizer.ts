import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda'
import * as v from 'valibot'
import { localCredentials } from './credentials.ts'
import { within } from './deadline.ts'

/** What an authorizer is asked: the request without its body. */
export type AuthorizerEvent = Omit<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'> & {
  readonly type: 'REQUEST'
  readonly routeArn: string
  /** No authorizer of ours names an identity source: then it is null, and every request is asked about. */
  readonly identitySource: null
}

/** Bytes of JSON: API Gateway states a limit for WebSocket APIs only, so for the others we keep to that. */
const ANSWER_LIMIT = 8192

const map = <Value extends v.GenericSchema>(value: Value) =>
  v.pipe(
    v.unknown(),
    v.check((input) => !Array.isArray(input)),
    v.record(v.string(), value),
  )

/** The kinds of values that AWS shows in a context. */
const value = v.union([v.string(), v.number(), v.boolean(), v.array(v.string()), map(v.string())])

/** A simple response, and nothing beside it. */
const Answer = v.pipe(
  v.strictObject({ isAuthorized: v.boolean(), context: v.optional(map(value)) }),
  v.check((answer) => Buffer.byteLength(JSON.stringify(answer)) <= ANSWER_LIMIT),
)

/**
 * Has an authorizer decide about a request, as API Gateway does for simple responses of payload format 2.0 without cache.
 *
 * @param ask calls the authorizer; rejects when it fails
 * @param seconds how long it may take
 * @returns the event with the authorizer's context, or the status to refuse by: 403 when it says no, 500 when it fails
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export async function authorize(
  ask: (event: AuthorizerEvent) => Promise<unknown>,
  event: APIGatewayProxyEventV2,
  seconds: number,
): Promise<APIGatewayProxyEventV2 | 403 | 500> {
  const answer = await within(seconds, ask(toAuthorizerEvent(event))).catch(() => undefined)
  const checked = v.safeParse(Answer, answer)
  if (!checked.success) return 500
  const { isAuthorized, context } = checked.output
  return isAuthorized ? withContext(event, context) : 403
}

/** Makes the authorizer's event of the function's. */
export function toAuthorizerEvent(event: APIGatewayProxyEventV2): AuthorizerEvent {
  const { body: _, isBase64Encoded: __, ...request } = event
  return { ...request, type: 'REQUEST', routeArn: routeArn(event), identitySource: null }
}

function routeArn({ rawPath, requestContext }: APIGatewayProxyEventV2): string {
  const { accountId, apiId, stage, http } = requestContext
  const api = `arn:aws:execute-api:${localCredentials(process.env).region}:${accountId}:${apiId}`
  return `${api}/${stage}/${http.method}${rawPath}`
}

/** A function hears null where the authorizer gave no context. */
function withContext(event: APIGatewayProxyEventV2, context: object | undefined): APIGatewayProxyEventV2 {
  const requestContext = { ...event.requestContext, authorizer: { lambda: context ?? null } }
  const authorized: APIGatewayProxyEventV2WithLambdaAuthorizer<object | null> = { ...event, requestContext }
  return authorized
}
