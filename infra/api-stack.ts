import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { addAlarms } from './alarms.ts'
import { addDashboard } from './dashboard.ts'
import { endpointFunction } from './endpoint-function.ts'
import { tellFact } from './facts.ts'
import type { Resources } from './grants.ts'
import { stageApi } from './http-api.ts'
import { plainParameters } from './plain-parameters.ts'
import { AUTHORIZER, needs } from './routes.ts'

export interface ApiStackProps extends StackProps, Resources {
  /** Folder of the bundles. */
  readonly bundles: string
}

/** What a stage does: the functions, the HTTP API before them, the alarms beside them. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, { row, configuration, table, key, bundles, ...props }: ApiStackProps) {
    super(scope, id, props)
    const make = (file: string) => endpointFunction(this, { file, bundles, row, configuration, table, key })
    const functions = new Map(Object.keys(needs).map((file) => [file, make(file)]))
    const { fill } = plainParameters(this, row, configuration)
    const { api, url, domainTarget } = stageApi(this, { row, functions, origins: row.allowedOrigins.map(fill) })
    tellFact(this, row, 'url', url)
    new CfnOutput(this, 'Url', { value: url })
    if (domainTarget) new CfnOutput(this, 'DomainTarget', { value: domainTarget })
    const authorizer = functionOf(functions, AUTHORIZER)
    openToOtherApis(authorizer)
    tellFact(this, row, 'authorizer', authorizer.functionArn)
    const watched = { stage: row, api, table, authorizer }
    addDashboard(this, { ...watched, functions: Object.fromEntries(functions), alarms: addAlarms(this, watched) })
  }
}

function functionOf(functions: ReadonlyMap<string, LambdaFunction>, file: string): LambdaFunction {
  const fn = functions.get(file)
  if (!fn) throw new Error(`There is no function ${file}`)
  return fn
}

/**
 * Lets the HTTP APIs of this account ask the authorizer, none of which need be known here.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html permissions
 */
function openToOtherApis(authorizer: LambdaFunction): void {
  const { account, region } = Stack.of(authorizer)
  authorizer.addPermission('OtherApis', {
    principal: new ServicePrincipal('apigateway.amazonaws.com'),
    sourceAccount: account,
    sourceArn: `arn:aws:execute-api:${region}:${account}:*/authorizers/*`,
  })
}
