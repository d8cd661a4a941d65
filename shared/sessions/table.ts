import { randomUUID } from 'node:crypto'
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { timeLimit } from '../deadline.ts'
import { unavailable } from '../errors.ts'

/** An item as plain values: texts, numbers, bytes and sets of texts, which are never empty. */
export type Item = Record<string, string | number | Uint8Array | Set<string>>

/** A condition in DynamoDB's own notation, with the values of its `:placeholders`. */
export interface Condition {
  readonly when: string
  readonly values: Item
  /** Attributes by `#placeholder`, for names that DynamoDB reserves. */
  readonly names?: Readonly<Record<string, string>>
}

/** The few things we do with the table; each failure of DynamoDB is `temporarily_unavailable`. */
export interface Table {
  /** Reads one item, strongly consistent. */
  read(pk: string): Promise<Item | undefined>
  /** Writes an item, whatever stood there. */
  write(item: Item): Promise<void>
  /** Writes an item unless one stands there; tells whether it did. */
  insert(item: Item): Promise<boolean>
  /** Changes an item if the condition holds; the new item, or undefined. */
  update(pk: string, change: string, condition: Condition): Promise<Item | undefined>
  /** Deletes an item if the condition holds; the old item, or undefined. */
  take(pk: string, condition?: Condition): Promise<Item | undefined>
  /** Keys of the items that share a value of a keys-only index. */
  keys(index: string, attribute: string, value: string): Promise<readonly string[]>
}

/** Time for a call with its second attempt, in milliseconds. */
const CALL_MILLISECONDS = 4000

/** A DynamoDB client that gives up soon enough for the caller to still get an answer. */
export function createClient(): DynamoDBClient {
  // Without the last one a request that takes too long is only warned of.
  const limits = { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true }
  return new DynamoDBClient({ maxAttempts: 2, requestHandler: limits })
}

/**
 * Opens the stage's table.
 *
 * @param name the table's name
 * @param client a DynamoDB client; made from the function's own environment when left out
 */
export function createTable(name: string, client: DynamoDBClient = createClient()): Table {
  const at = (pk: string) => ({ TableName: name, Key: marshall({ pk }) })
  return {
    async read(pk) {
      const { Item } = await guard(client.send(new GetItemCommand({ ...at(pk), ConsistentRead: true }), limits()))
      return Item && toItem(Item)
    },
    async write(item) {
      await guard(client.send(new PutItemCommand({ TableName: name, Item: marshall(item) }), limits()))
    },
    async insert(item) {
      // A first attempt may have written it whose answer was lost.
      const written = { insertion: randomUUID() }
      const put = {
        TableName: name,
        Item: marshall({ ...item, ...written }),
        ConditionExpression: 'attribute_not_exists(pk) OR insertion = :insertion',
        ExpressionAttributeValues: marshall({ ':insertion': written.insertion }),
      }
      return (await conditional(client.send(new PutItemCommand(put), limits()))) !== undefined
    },
    async update(pk, change, condition) {
      const update = { ...at(pk), UpdateExpression: change, ...expression(condition), ReturnValues: 'ALL_NEW' as const }
      const answer = await conditional(client.send(new UpdateItemCommand(update), limits()))
      return answer?.Attributes && toItem(answer.Attributes)
    },
    async take(pk, condition) {
      const remove = { ...at(pk), ...(condition && expression(condition)), ReturnValues: 'ALL_OLD' as const }
      const answer = await conditional(client.send(new DeleteItemCommand(remove), limits()))
      return answer?.Attributes && toItem(answer.Attributes)
    },
    async keys(index, attribute, value) {
      const query = {
        TableName: name,
        IndexName: index,
        KeyConditionExpression: '#attribute = :value',
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: marshall({ ':value': value }),
      }
      const pages = await guard(Array.fromAsync(paginateQuery({ client }, query, limits())))
      return pages.flatMap(({ Items = [] }) => Items.map((item) => String(unmarshall(item)['pk'])))
    },
  }
}

function limits() {
  return { abortSignal: timeLimit(CALL_MILLISECONDS) }
}

function expression({ when, values, names }: Condition) {
  return {
    ConditionExpression: when,
    ExpressionAttributeValues: marshall(values),
    ...(names && { ExpressionAttributeNames: names }),
  }
}

function toItem(attributes: Parameters<typeof unmarshall>[0]): Item {
  return unmarshall(attributes)
}

/** A condition that does not hold is an answer, not a failure. */
async function conditional<T>(answer: Promise<T>): Promise<T | undefined> {
  return guard(
    answer.catch((error: unknown) => {
      if (error instanceof ConditionalCheckFailedException) return undefined
      throw error
    }),
  )
}

async function guard<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (cause) {
    throw unavailable('The session store does not answer', cause)
  }
}
