import { type IResolvable, Stack } from 'aws-cdk-lib'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { indexes, parameterPath, variables } from '#shared/environment'
import type { Configuration } from './configuration.ts'
import { plainParameters } from './plain-parameters.ts'
import type { Need } from './routes.ts'
import type { StageRow } from './stages.ts'

/** What a stage has to give. */
export interface Resources {
  readonly row: StageRow
  readonly configuration: Configuration
  readonly table: Table
  readonly key: IKey
}

/** Gives a function what it needs: each variable together with the permission that makes it useful. */
export function grantNeeds(fn: LambdaFunction, needs: readonly Need[], resources: Resources): void {
  for (const need of needs) GRANTS[need](fn, resources, need)
}

type Grant = (fn: LambdaFunction, resources: Resources, need: Need) => void

const GRANTS: Readonly<Record<Need, Grant>> = {
  config: grantConfiguration,
  GetItem: grantItems,
  PutItem: grantItems,
  UpdateItem: grantItems,
  DeleteItem: grantItems,
  QueryByUser: (fn, { table }) => grantTable(fn, table, 'Query', `/index/${indexes.byUser}`),
  QueryBySid: (fn, { table }) => grantTable(fn, table, 'Query', `/index/${indexes.bySid}`),
  ScanByUser: (fn, { table }) => grantTable(fn, table, 'Scan', `/index/${indexes.byUser}`),
  clientSecrets: (fn, resources) => grantSecrets(fn, resources, resources.configuration.clientSecrets),
  managementSecret: (fn, resources) => grantSecrets(fn, resources, resources.configuration.managementSecret),
}

/** The configuration lies beside the code; what differs from stage to stage comes by variables. */
function grantConfiguration(fn: LambdaFunction, { row, configuration }: Resources): void {
  const { parameters } = plainParameters(Stack.of(fn), row, configuration)
  for (const [name, value] of parameters) fn.addEnvironment(name, value)
  fn.addEnvironment(variables.sessionDuration, String(row.sessionSeconds))
}

function grantItems(fn: LambdaFunction, { table }: Resources, need: Need): void {
  grantTable(fn, table, need, '')
}

function grantTable(fn: LambdaFunction, table: Table, action: string, under: string): void {
  fn.addEnvironment(variables.table, table.tableName)
  allow(fn, [`dynamodb:${action}`], [`${table.tableArn}${under}`])
}

/**
 * Each secret by its exact ARN, and the key for these alone and by way of SSM only.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html encryption context
 */
function grantSecrets(fn: LambdaFunction, { row, key }: Resources, names: readonly string[]): void {
  if (names.length === 0) return
  const stack = Stack.of(fn)
  const arns = names.map((name) =>
    stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: parameterPath(row.name, name).slice(1) }),
  )
  allow(fn, ['ssm:GetParameters'], arns)
  allow(fn, ['kms:Decrypt'], [key.keyArn], {
    'kms:ViaService': `ssm.${stack.region}.amazonaws.com`,
    'kms:EncryptionContext:PARAMETER_ARN': arns,
  })
}

function allow(
  fn: LambdaFunction,
  actions: string[],
  resources: string[],
  equal?: Readonly<Record<string, string | string[] | IResolvable>>,
): void {
  const conditions = equal && { StringEquals: equal }
  fn.addToRolePolicy(new PolicyStatement({ actions, resources, ...(conditions && { conditions }) }))
}
