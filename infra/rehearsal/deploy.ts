import * as v from 'valibot'
import { ensureTable, type TableDefinition } from '#infra/local/dynamodb'
import { resourcesOf, type Template } from '#infra/template'
import type { Resolve } from './resolver.ts'

const attribute = v.object({ AttributeName: v.string(), AttributeType: v.picklist(['S', 'N', 'B']) })
const keySchema = v.array(v.object({ AttributeName: v.string(), KeyType: v.picklist(['HASH', 'RANGE']) }))
const index = v.object({
  IndexName: v.string(),
  KeySchema: keySchema,
  Projection: v.object({ ProjectionType: v.picklist(['ALL', 'KEYS_ONLY', 'INCLUDE']) }),
})

/** A table as a template has it: what DynamoDB Local knows of it. */
const TableSchema = v.object({
  AttributeDefinitions: v.array(attribute),
  KeySchema: keySchema,
  BillingMode: v.picklist(['PAY_PER_REQUEST', 'PROVISIONED']),
  GlobalSecondaryIndexes: v.array(index),
  TimeToLiveSpecification: v.object({ AttributeName: v.string() }),
})

const ParameterSchema = v.object({ Name: v.string(), Value: v.string() })

/** Creates the tables of a template as they stand in it. */
export async function deployTables(endpoint: string, template: Template, resolve: Resolve): Promise<void> {
  for (const { id, properties } of resourcesOf(template, 'AWS::DynamoDB::Table')) {
    const { TimeToLiveSpecification, ...table } = v.parse(TableSchema, resolve(properties))
    const TableName = String(resolve({ Ref: id }))
    const definition: TableDefinition = { ...table, TableName, timeToLive: TimeToLiveSpecification.AttributeName }
    await ensureTable(endpoint, definition)
  }
}

/** The parameters that a template writes, by their paths. */
export function deployedParameters(template: Template, resolve: Resolve): ReadonlyMap<string, string> {
  const parameters = resourcesOf(template, 'AWS::SSM::Parameter').map(({ properties }) =>
    v.parse(ParameterSchema, resolve(properties)),
  )
  return new Map(parameters.map(({ Name, Value }) => [Name, Value]))
}

/** What a template's stack exports to others. */
export function exportsOf({ Outputs }: Template, resolve: Resolve): ReadonlyMap<string, unknown> {
  const exported = Object.values(Outputs).filter(({ Export }) => Export)
  return new Map(exported.map(({ Value, Export }) => [String(resolve(Export?.['Name'])), resolve(Value)]))
}
