import type { Stack } from 'aws-cdk-lib'
import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import { fillPlaceholders } from '#shared/config/placeholders'
import { parameterPath } from '#shared/environment'
import type { Configuration } from './configuration.ts'
import type { StageRow } from './stages.ts'

/** The plain parameters of a stage, as CloudFormation fills them when a stack is deployed. */
export interface PlainParameters {
  readonly parameters: ReadonlyMap<string, string>
  /** Fills the `{{NAME}}`s of a text. */
  fill(text: string): string
}

/**
 * Declares the plain parameters of a stage in a stack: their values are not known here, only where they are.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html SSM parameter types
 */
export function plainParameters(stack: Stack, { name: stage }: StageRow, { plain }: Configuration): PlainParameters {
  const parameters = new Map(
    plain.map((name) => [name, StringParameter.valueForStringParameter(stack, parameterPath(stage, name))] as const),
  )
  const values = Object.fromEntries(parameters)
  return { parameters, fill: (text) => String(fillPlaceholders(text, values).filled) }
}
