import type { APIGatewayProxyEventV2WithLambdaAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

/** What the authorizer tells of the caller. */
interface Caller {
  readonly userId: string
  readonly client: string
  readonly email?: string
  readonly groups?: readonly string[]
  readonly permissions?: readonly string[]
}

/** Answers with who is calling: nobody gets here whom the authorizer did not let in. */
export async function handler({
  requestContext,
}: APIGatewayProxyEventV2WithLambdaAuthorizer<Caller>): Promise<APIGatewayProxyStructuredResultV2> {
  const caller = requestContext.authorizer.lambda
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({ youAre: caller }),
  }
}
