import type * as sdk from '@aws-sdk/client-dynamodb'
import * as v from 'valibot'
import type { AwsEnvironment } from '../environment.ts'
import { type CallOptions, createCall } from './call.ts'

const isAttribute = (value: unknown): value is sdk.AttributeValue => typeof value === 'object' && value !== null
const Attributes = v.record(v.string(), v.custom<sdk.AttributeValue>(isAttribute))
const Answer = v.object({
  Item: v.optional(Attributes),
  Attributes: v.optional(Attributes),
  Items: v.optional(v.array(Attributes)),
  LastEvaluatedKey: v.optional(Attributes),
})
type Answer = v.InferOutput<typeof Answer>

type Operation<Input, Member extends keyof Answer = never> = (
  input: Input,
  options?: CallOptions,
) => Promise<Pick<Answer, Member>>

/** What we ask of DynamoDB, by the names and in the words of the SDK's own client, which serves as well. */
export interface DynamoDb {
  readonly getItem: Operation<sdk.GetItemInput, 'Item'>
  readonly putItem: Operation<sdk.PutItemInput>
  readonly updateItem: Operation<sdk.UpdateItemInput, 'Attributes'>
  readonly deleteItem: Operation<sdk.DeleteItemInput, 'Attributes'>
  readonly query: Operation<sdk.QueryInput, 'Items' | 'LastEvaluatedKey'>
  readonly scan: Operation<sdk.ScanInput, 'Items' | 'LastEvaluatedKey'>
}

/**
 * Makes a client of DynamoDB.
 *
 * @param environment the function's own when left out
 */
export function createDynamoDb(environment?: AwsEnvironment): DynamoDb {
  const service = { name: 'dynamodb', target: 'DynamoDB_20120810', contentType: 'application/x-amz-json-1.0' } as const
  const call = createCall(service, environment)
  const operation = (name: string) => async (input: object, options?: CallOptions) =>
    v.parse(Answer, await call(name, input, options))
  return {
    getItem: operation('GetItem'),
    putItem: operation('PutItem'),
    updateItem: operation('UpdateItem'),
    deleteItem: operation('DeleteItem'),
    query: operation('Query'),
    scan: operation('Scan'),
  }
}
