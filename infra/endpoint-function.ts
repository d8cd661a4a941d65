import { join } from 'node:path'
import { Duration } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { variables } from '#shared/environment'
import { functionName } from './bundle.ts'
import { functionLimits } from './function-limits.ts'
import { grantNeeds, type Resources } from './grants.ts'
import { stageLogs } from './logs.ts'
import { needs } from './routes.ts'

/** A function as it is deployed, with the folder of bundles it comes from. */
export interface EndpointFunctionProps extends Resources {
  /** The function's file under `functions/`, without its ending. */
  readonly file: string
  readonly bundles: string
}

/** Makes the Lambda of a function file: its own role and log group, its needs and nothing else. */
export function endpointFunction(scope: Construct, { file, bundles, ...resources }: EndpointFunctionProps) {
  const name = functionName(file)
  const logGroup = stageLogs(scope, `${name}-logs`, resources.row)
  const role = new Role(scope, `${name}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  logGroup.grantWrite(role)
  const fn = new LambdaFunction(scope, name, {
    code: Code.fromAsset(join(bundles, name), { exclude: ['*.map'] }),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: functionLimits.memoryMb,
    timeout: Duration.seconds(functionLimits.timeoutSeconds),
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    systemLogLevelV2: SystemLogLevel.WARN,
    environment: { [variables.stage]: resources.row.name },
    description: `Auth0 Client (${resources.row.name}): functions/${file}.ts`,
  })
  grantNeeds(fn, needs[file] ?? [], resources)
  return fn
}
