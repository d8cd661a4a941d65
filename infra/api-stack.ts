import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { endpointFunction } from './endpoint-function.ts'
import { tellFact } from './facts.ts'
import type { Resources } from './grants.ts'
import { stageApi } from './http-api.ts'
import { plainParameters } from './plain-parameters.ts'
import { needs } from './routes.ts'

export interface ApiStackProps extends StackProps, Resources {
  /** Folder of the bundles. */
  readonly bundles: string
}

/** What a stage does: the functions, the HTTP API before them, the alarms beside them. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, { row, configuration, table, key, bundles, ...props }: ApiStackProps) {
    super(scope, id, props)
    const resources = { row, configuration, table, key }
    const functions = new Map(
      Object.keys(needs).map((file) => [file, endpointFunction(this, { file, bundles, ...resources })]),
    )
    const { fill } = plainParameters(this, row, configuration)
    const { url, domainTarget } = stageApi(this, { row, functions, origins: row.allowedOrigins.map(fill) })
    tellFact(this, row, 'url', url)
    new CfnOutput(this, 'Url', { value: url })
    if (domainTarget) new CfnOutput(this, 'DomainTarget', { value: domainTarget })
  }
}
