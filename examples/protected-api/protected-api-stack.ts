import { join } from 'node:path'
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, LoggingFormat, Runtime, Function as ServerlessFunction } from 'aws-cdk-lib/aws-lambda'
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import type { Construct } from 'constructs'

/** What differs from one deployment of this API to another. */
export interface ProtectedApiProps extends StackProps {
  /** Stage of Auth0 Client whose logins open this API, such as `dev`; it lives in the same account and region. */
  readonly authStage: string
}

/** A path may not end in a slash; the greedy one takes `/example/resource/` and all below. */
const PATHS = ['/example/resource', '/example/resource/{proxy+}']

/** No cookie, query or authorization, but why the authorizer failed if it did. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
}

/** An HTTP API of your own that only who is logged in may call. */
export class ProtectedApiStack extends Stack {
  constructor(scope: Construct, id: string, { authStage, ...props }: ProtectedApiProps) {
    super(scope, id, props)
    const api = new HttpApi(this, 'Api', {
      createDefaultStage: false,
      // Every route has it, those too that are added later.
      defaultAuthorizer: authorizer(this, authStage),
    })
    const integration = new HttpLambdaIntegration('ToExample', resource(this))
    for (const path of PATHS) api.addRoutes({ path, methods: [HttpMethod.GET, HttpMethod.POST], integration })
    new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 20, burstLimit: 40 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup(this, 'AccessLog')),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    })
    new CfnOutput(this, 'Url', { value: `${api.apiEndpoint}${PATHS[0]}` })
  }
}

/** Either a bearer or a cookie may come, so neither is an identity source, and without one nothing can be cached. */
function authorizer(stack: Stack, authStage: string): HttpLambdaAuthorizer {
  const functionArn = StringParameter.valueForStringParameter(stack, `/auth0-client/${authStage}/stack/authorizer`)
  // Auth0 Client's own stack lets all APIs of the account call the function, so this stack touches nothing of it.
  const handler = ServerlessFunction.fromFunctionAttributes(stack, 'Authorizer', { functionArn, skipPermissions: true })
  return new HttpLambdaAuthorizer('LoggedIn', handler, {
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    identitySource: [],
    resultsCacheTtl: Duration.seconds(0),
  })
}

/** The function behind the API. */
function resource(stack: Stack): NodejsFunction {
  const logs = logGroup(stack, 'ExampleLog')
  const role = new Role(stack, 'ExampleRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  logs.grantWrite(role)
  return new NodejsFunction(stack, 'Example', {
    entry: join(import.meta.dirname, 'resource.ts'),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    timeout: Duration.seconds(10),
    role,
    logGroup: logs,
    loggingFormat: LoggingFormat.JSON,
    bundling: { format: OutputFormat.ESM, target: 'node24', minify: true },
  })
}

function logGroup(stack: Stack, id: string): LogGroup {
  return new LogGroup(stack, id, { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY })
}
