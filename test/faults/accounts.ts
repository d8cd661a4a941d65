import { type AttributeValue, DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { localCredentials } from '#infra/local/credentials'
import { indexes } from '#shared/environment'
import type { Lane } from './lane.ts'

/** What is left of a user's logins at both ends. */
export interface Accounts {
  /** Logins that the table holds: cookie sessions, and apps' logins with a refresh token. */
  readonly held: number
  /** Families of refresh tokens that the tenant honours. */
  readonly honoured: number
}

/** Counts what is left of a user's logins. */
export async function countLogins(lane: Lane, userId: string): Promise<Accounts> {
  return { held: await heldLogins(lane, userId), honoured: honouredFamilies(lane, userId) }
}

function honouredFamilies({ tenant }: Lane, userId: string): number {
  const tokens = tenant.state().models.filter(({ model, payload }) => {
    return model === 'RefreshToken' && payload['accountId'] === userId && payload['consumed'] === undefined
  })
  return new Set(tokens.map(({ payload }) => payload['grantId'])).size
}

async function heldLogins({ store }: Lane, userId: string): Promise<number> {
  const client = new DynamoDBClient({ endpoint: store.endpoint, ...localCredentials(process.env) })
  try {
    const query = {
      TableName: store.table,
      IndexName: indexes.byUser,
      KeyConditionExpression: 'userId = :user',
      ExpressionAttributeValues: { ':user': { S: userId } },
    }
    const { Items = [] } = await client.send(new QueryCommand(query))
    const keys = Items.flatMap(({ pk }) => (pk?.S && /^(session|grant)#/.test(pk.S) ? [{ pk }] : []))
    const read = keys.map((Key) => client.send(new GetItemCommand({ TableName: store.table, Key })))
    const items = (await Promise.all(read)).flatMap(({ Item }) => (Item && isLive(Item) ? [Item] : []))
    return new Set(items.map(({ pk, family }) => family?.S ?? pk?.S)).size
  } finally {
    client.destroy()
  }
}

function isLive({ expiresAt }: Record<string, AttributeValue>): boolean {
  return Number(expiresAt?.N) * 1000 > Date.now()
}
