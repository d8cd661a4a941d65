import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { fingerprint } from '#shared/seal'

const SESSIONS_PER_USER = 2
const BATCH = 25
const AT_ONCE = 8

/** Sessions by their numbers, the last one not included, that end at a time in seconds since the epoch. */
export interface Filling {
  readonly from: number
  readonly to: number
  readonly expiresAt: number
}

/**
 * Writes sessions straight into a table. Each is as small as its index entry: DynamoDB Local weighs an index by the
 * whole items of its table.
 */
export async function fillTable(client: DynamoDBClient, table: string, filling: Filling): Promise<void> {
  let next = filling.from
  const work = async () => {
    while (next < filling.to) {
      const first = next
      next += BATCH
      const numbers = Array.from({ length: Math.min(BATCH, filling.to - first) }, (_, offset) => first + offset)
      const puts = numbers.map((number) => ({ PutRequest: { Item: sessionItem(number, filling.expiresAt) } }))
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

function sessionItem(number: number, expiresAt: number) {
  const user = Math.floor(number / SESSIONS_PER_USER)
    .toString(16)
    .padStart(24, '0')
  return marshall({ pk: `session#${fingerprint(String(number))}`, userId: `auth0|${user}`, expiresAt })
}
