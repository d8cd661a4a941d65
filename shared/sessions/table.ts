import { randomUUID } from 'node:crypto'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { createDynamoDb, type DynamoDb } from '../aws/dynamodb.ts'
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

/**
 * Opens the stage's table.
 *
 * @param name the table's name
 * @param client a client of DynamoDB; made from the function's own environment when left out
 */
export function createTable(name: string, client: DynamoDb = createDynamoDb()): Table {
  const at = (pk: string) => ({ TableName: name, Key: marshall({ pk }) })
  return {
    async read(pk) {
      const { Item } = await guard(client.getItem({ ...at(pk), ConsistentRead: true }, limits()))
      return Item && toItem(Item)
    },
    async write(item) {
      await guard(client.putItem({ TableName: name, Item: marshall(item) }, limits()))
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
      return (await conditional(client.putItem(put, limits()))) !== undefined
    },
    async update(pk, change, condition) {
      const update = { ...at(pk), UpdateExpression: change, ...expression(condition), ReturnValues: 'ALL_NEW' as const }
      const answer = await conditional(client.updateItem(update, limits()))
      return answer?.Attributes && toItem(answer.Attributes)
    },
    async take(pk, condition) {
      const remove = { ...at(pk), ...(condition && expression(condition)), ReturnValues: 'ALL_OLD' as const }
      const answer = await conditional(client.deleteItem(remove, limits()))
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
      const limit = limits()
      const items = await guard(Array.fromAsync(itemsOf((from) => client.query({ ...query, ...from }, limit))))
      return items.map((item) => String(item['pk']))
    },
  }
}

function limits() {
  return { abortSignal: timeLimit(CALL_MILLISECONDS) }
}

/** What one page of an answer holds, and where the next one begins. */
type Page = Awaited<ReturnType<DynamoDb['query']>>

/**
 * All items of an answer that comes in pages.
 *
 * @param ask asks for one page, with what makes it begin after the last one
 */
export async function* itemsOf(
  ask: (from: { ExclusiveStartKey?: Page['LastEvaluatedKey'] }) => Promise<Page>,
): AsyncGenerator<Item> {
  let from = {}
  for (;;) {
    const { Items = [], LastEvaluatedKey } = await ask(from)
    for (const item of Items) yield toItem(item)
    if (!LastEvaluatedKey) return
    from = { ExclusiveStartKey: LastEvaluatedKey }
  }
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
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return undefined
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
