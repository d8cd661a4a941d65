import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import type { Construct } from 'constructs'
import { factPath, type StageFact } from './parameters.ts'
import type { StageRow } from './stages.ts'

const TOLD: Readonly<Record<StageFact, string>> = {
  table: 'Name of the table',
  url: 'Address of the API, without a final slash',
  key: 'ARN of the key that seals the secrets',
  authorizer: 'ARN of the authorizer, for the APIs of this account',
}

/** Writes a fact of the stage into SSM, where other stacks and the commands find it. */
export function tellFact(scope: Construct, { name }: StageRow, fact: StageFact, value: string): void {
  const id = `Fact${fact[0]?.toUpperCase()}${fact.slice(1)}`
  new StringParameter(scope, id, {
    parameterName: factPath(name, fact),
    stringValue: value,
    description: `${TOLD[fact]}: Auth0 Client (${name})`,
  })
}
