import { marshall } from '@aws-sdk/util-dynamodb'
import * as v from 'valibot'
import type { DynamoDb } from '../aws/dynamodb.ts'
import { timeLimit } from '../deadline.ts'
import { indexes } from '../environment.ts'
import { unavailable } from '../errors.ts'
import { uptime } from '../uptime.ts'
import { itemsOf } from './table.ts'

const KEY_BYTES = 2048
const key = v.pipe(v.string(), v.minLength(1), v.maxBytes(KEY_BYTES))
const KeySchema = v.object({ pk: key, userId: key, expiresAt: v.pipe(v.number(), v.safeInteger()) })

/** Where a listing goes on: the index key of the last item that was seen. */
export const PositionSchema = KeySchema
export type Position = v.InferOutput<typeof PositionSchema>

/** A user has few entries in the index; what is read beyond those that are told is read in vain. */
const [ENTRIES_PER_USER, LEAST_PAGE] = [4, 100]

/** All pages together; a single one is given up sooner, by the client. */
const SCAN_MILLISECONDS = 12_000

/** Some of the users who are logged in, and where the next ones begin. */
export interface ActiveUsers {
  readonly userIds: readonly string[]
  readonly next: Position | undefined
}

/** Where the sessions are. */
interface Store {
  readonly client: DynamoDb
  readonly table: string
}

/** How to list: at most so many users, after a position, and for so long. */
export interface ActiveRequest {
  readonly limit: number
  readonly after: Position | undefined
  /** Seconds since the epoch. */
  readonly now: number
  /** After this time it is enough, with whom was found until then. */
  readonly milliseconds: number
}

/**
 * Lists the users with a live session or bearer, each once, by a paged scan of the keys-only user index. A scan reads one
 * partition after the other, so that all items of a user come together, wherever a page ends.
 *
 * @throws ServiceError `temporarily_unavailable`
 */
export async function listActive(store: Store, request: ActiveRequest): Promise<ActiveUsers> {
  const { limit, after, milliseconds } = request
  const userIds = new Set<string>()
  const until = uptime() + milliseconds
  const isEnough = () => userIds.size === limit || (userIds.size > 0 && uptime() >= until)
  let last = after
  try {
    for await (const position of liveItems(store, request)) {
      const repeated = position.userId === last?.userId
      if (!repeated && isEnough()) return { userIds: [...userIds], next: last }
      if (!repeated) userIds.add(position.userId)
      last = position
    }
  } catch (cause) {
    // Whoever goes on from there is told what is wrong, if it still is.
    if (userIds.size > 0) return { userIds: [...userIds], next: last }
    throw unavailable('The session store does not answer', cause)
  }
  return { userIds: [...userIds], next: undefined }
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html */
async function* liveItems({ client, table }: Store, { limit, after, now }: ActiveRequest) {
  const scan = {
    TableName: table,
    IndexName: indexes.byUser,
    Limit: Math.max(LEAST_PAGE, ENTRIES_PER_USER * limit),
    FilterExpression: 'expiresAt > :now AND (begins_with(pk, :session) OR begins_with(pk, :bearer))',
    ExpressionAttributeValues: marshall({ ':now': now, ':session': 'session#', ':bearer': 'bearer#' }),
    ...(after && { ExclusiveStartKey: marshall(after) }),
  }
  const abortSignal = timeLimit(SCAN_MILLISECONDS)
  const items = itemsOf((from) => client.scan({ ...scan, ...from }, { abortSignal }))
  for await (const item of items) yield v.parse(KeySchema, item)
}
