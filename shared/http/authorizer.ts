import type { APIGatewayRequestAuthorizerEventV2, Context } from 'aws-lambda'
import { createOnion, type End, limited } from './onion.ts'
import type { HttpEvent } from './request.ts'
import { statusOf } from './status.ts'

/** What API Gateway asks an authorizer: without an identity source that is null, without cookies there are none. */
export type AuthorizerEvent = Omit<APIGatewayRequestAuthorizerEventV2, 'identitySource' | 'cookies'> & {
  readonly identitySource: string[] | null
  readonly cookies?: string[]
}

/** A simple response: yes, with what the API hears of its caller, or no. */
export type Authorization<Caller> =
  | { readonly isAuthorized: false }
  | { readonly isAuthorized: true; readonly context: Caller }

/** A Lambda authorizer of an HTTP API. */
export type Authorizer<Caller> = (event: AuthorizerEvent, context: Context) => Promise<Authorization<Caller>>

/** API Gateway waits for an authorizer for 10 s, a cold start among them, whatever time its function has. */
const MILLISECONDS = 8000

/** A refusal; the log line tells the status that API Gateway makes of it. */
const REFUSED: End<{ isAuthorized: false }> = { statusCode: 403, result: { isAuthorized: false } }

/** What Lambda reports when nobody can tell who calls. Lambda logs it whole, so it quotes nothing and has no cause. */
class AuthorizerFailure extends Error {
  override readonly name = 'AuthorizerFailure'
}

/**
 * Dresses a plain function as a Lambda authorizer (payload format 2.0, simple responses). Who is refused gets API
 * Gateway's 403; a failure, ours or of what we depend on, is Lambda's, and becomes API Gateway's 500.
 *
 * @param identify tells who makes a request, in values that API Gateway passes on; throws a ServiceError when nobody does
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function authorizer<Caller>(identify: (event: HttpEvent) => Promise<Caller>): Authorizer<Caller> {
  const onion = createOnion<AuthorizerEvent, Authorization<Caller>>({
    answered: (result) => (result ? { statusCode: 200, result } : REFUSED),
    failed: (error, { requestContext }) => (isRefusal(error) ? REFUSED : failure(requestContext.requestId)),
  })
  return limited(
    onion.handler(async (event) => ({ isAuthorized: true, context: await identify(toHttpEvent(event)) })),
    MILLISECONDS,
  )
}

function failure(requestId: string): End<never> {
  return { statusCode: 500, failure: new AuthorizerFailure(`See the log line of request ${requestId}`) }
}

/** Being limited is no refusal: the same call may succeed soon. */
function isRefusal(error: unknown): boolean {
  const status = statusOf(error)
  return status < 500 && status !== 429
}

function toHttpEvent({ headers = {}, ...event }: AuthorizerEvent): HttpEvent {
  return { ...event, headers, isBase64Encoded: false }
}
