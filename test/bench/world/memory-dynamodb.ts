import { createServer, type IncomingMessage, type Server } from 'node:http'
import { json } from 'node:stream/consumers'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Ledger } from './ledger.ts'

type Item = Readonly<Record<string, AttributeValue>>
type Items = Map<string, Item>

/** What a request may hold of what we look at. */
interface Request {
  readonly TableName: string
  readonly Key?: Item
  readonly Item?: Item
  readonly UpdateExpression?: string
  readonly KeyConditionExpression?: string
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues?: Item
}

/**
 * A DynamoDB that answers from memory, at once and always in the affirmative: it judges no condition. So what is timed
 * is the functions' own work, and no engine's.
 *
 * @param tables filled and read by the caller too: items by table and key
 */
export function createMemoryDynamodb(ledger: Ledger, tables: Map<string, Items> = new Map()): Server {
  return createServer({ keepAliveTimeout: 75_000 }, async (incoming, response) => {
    const [operation, request] = [operationOf(incoming), (await json(incoming)) as Request]
    ledger.table.push(operation)
    const items = tables.get(request.TableName) ?? new Map<string, Item>()
    tables.set(request.TableName, items)
    const answer = operations[operation]?.(items, request)
    const body = JSON.stringify(answer ?? { __type: 'UnknownOperationException', message: operation })
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(body) }
    response.writeHead(answer ? 200 : 400, headers).end(body)
  })
}

/** The operation that a request to DynamoDB names. */
export function operationOf({ headers }: IncomingMessage): string {
  return String(headers['x-amz-target']).split('.')[1] ?? ''
}

const operations: Readonly<Record<string, (items: Items, request: Request) => object>> = {
  GetItem: (items, request) => ({ Item: items.get(keyOf(request.Key)) }),
  PutItem(items, { Item = {} }) {
    items.set(keyOf(Item), Item)
    return {}
  },
  DeleteItem(items, { Key }) {
    const Attributes = items.get(keyOf(Key))
    items.delete(keyOf(Key))
    return { Attributes }
  },
  UpdateItem(items, request) {
    const Attributes = updated(items.get(keyOf(request.Key)) ?? request.Key ?? {}, request)
    items.set(keyOf(request.Key), Attributes)
    return { Attributes }
  },
  Query(items, { KeyConditionExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }) {
    const [, name = '', value = ''] = /^(\S+) = (\S+)/.exec(KeyConditionExpression) ?? []
    const wanted = ExpressionAttributeValues[value]?.S
    return { Items: [...items.values()].filter((item) => item[ExpressionAttributeNames[name] ?? name]?.S === wanted) }
  },
}

/** The attributes of a key, or those that a table of ours or of a peer has its key in. */
function keyOf({ pk, sk }: Item = {}): string {
  return `${pk?.S} ${sk?.S ?? ''}`
}

/** Does the parts `SET a = :a, b = :b` and `REMOVE a, b` of an update. */
function updated(item: Item, { UpdateExpression = '', ExpressionAttributeValues = {}, ...rest }: Request): Item {
  const nameOf = (name: string) => rest.ExpressionAttributeNames?.[name] ?? name
  const changed: Record<string, AttributeValue> = { ...item }
  const [, set = '', remove = ''] = /^(?:SET (.*?))? ?(?:REMOVE (.*))?$/.exec(UpdateExpression) ?? []
  for (const [, name = '', value = ''] of set.matchAll(/(\S+) = (:\w+)/g)) {
    const given = ExpressionAttributeValues[value]
    if (given) changed[nameOf(name)] = given
  }
  for (const name of remove.split(/,\s*/)) delete changed[nameOf(name)]
  return changed
}
