import { setTimeout as delay } from 'node:timers/promises'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { type KeyAttribute, table } from '#infra/table'
import { localSettings } from './credentials.ts'
import { StageError } from './listen.ts'

/** A table that is to be: what DynamoDB creates it from, and the attribute that holds an item's end. */
export type TableDefinition = CreateTableCommandInput & { readonly TableName: string; readonly timeToLive: string }

/**
 * Makes sure that a table is there and ready; several stages may do so at the same time.
 *
 * @throws StageError when DynamoDB does not answer or refuses
 */
export async function ensureTable(endpoint: string, definition: TableDefinition): Promise<void> {
  const client = new DynamoDBClient({ endpoint, ...localSettings(process.env) })
  const { TableName: name, timeToLive, ...rest } = definition
  try {
    if (!(await isActive(client, name)) && (await create(client, { TableName: name, ...rest }))) {
      await letItemsExpire(client, name, timeToLive)
    }
    while (!(await isActive(client, name))) await delay(20)
  } catch (cause) {
    throw new StageError(`DynamoDB at ${endpoint} can't hold the table ${name}: ${String(cause)}`, { cause })
  } finally {
    client.destroy()
  }
}

async function isActive(client: DynamoDBClient, name: string): Promise<boolean> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }))
    return Table?.TableStatus === 'ACTIVE'
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false
    throw error
  }
}

/** Tells whether this call made the table: another stage may be making it right now. */
async function create(client: DynamoDBClient, input: CreateTableCommandInput): Promise<boolean> {
  try {
    await client.send(new CreateTableCommand(input))
    return true
  } catch (error) {
    if (error instanceof ResourceInUseException) return false
    throw error
  }
}

/** The table of the local stage. */
export function localTable(name: string): TableDefinition {
  const keys = [{ partition: table.partition }, ...table.indexes]
  const attributes = keys.flatMap(attributesOf)
  const distinct = new Map(attributes.map((attribute) => [attribute.name, attribute.type]))
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...distinct].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: keySchema({ partition: table.partition }),
    GlobalSecondaryIndexes: table.indexes.map((index) => ({
      IndexName: index.name,
      KeySchema: keySchema(index),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    })),
    timeToLive: table.timeToLive,
  }
}

interface Key {
  readonly partition: KeyAttribute
  readonly sort?: KeyAttribute
}

function attributesOf({ partition, sort }: Key): readonly KeyAttribute[] {
  return sort ? [partition, sort] : [partition]
}

function keySchema(key: Key) {
  return attributesOf(key).map(({ name }, i) => ({ AttributeName: name, KeyType: i === 0 ? 'HASH' : 'RANGE' }) as const)
}

async function letItemsExpire(client: DynamoDBClient, name: string, AttributeName: string): Promise<void> {
  const TimeToLiveSpecification = { AttributeName, Enabled: true }
  try {
    await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }))
  } catch (error) {
    // dynalite does not know it; expiry is judged on every read, so nothing depends on it.
    if (!(error instanceof Error && error.name === 'UnknownOperationException')) throw error
  }
}
