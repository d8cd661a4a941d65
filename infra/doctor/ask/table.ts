import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import { type Told, untold } from '#infra/doctor/told'

/** What DynamoDB tells of a table. */
export interface TableAnswer {
  /** Its expiry: `ENABLED` by an attribute, or not. */
  readonly expiry: Told<{ readonly status: string; readonly attribute: string | undefined }>
  readonly deletionProtection: Told<boolean>
  /** Point-in-time recovery; DynamoDB Local knows none. */
  readonly recovery: Told<boolean>
}

/** Describes a table by its name. */
export type DescribeTable = (name: string) => Promise<TableAnswer>

/** Longest that DynamoDB has to answer, in milliseconds. */
const PATIENCE = { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true }

/**
 * Asks DynamoDB in a region, with the credentials and the endpoint of the caller's variables.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html
 */
export function describeByDynamodb(region: string): DescribeTable {
  const client = new DynamoDBClient({ region, maxAttempts: 2, requestHandler: PATIENCE })
  return async (TableName) => ({
    expiry: await ask(async () => {
      const { TimeToLiveDescription: found } = await client.send(new DescribeTimeToLiveCommand({ TableName }))
      return { status: found?.TimeToLiveStatus ?? 'DISABLED', attribute: found?.AttributeName }
    }),
    deletionProtection: await ask(async () => {
      const { Table } = await client.send(new DescribeTableCommand({ TableName }))
      return Table?.DeletionProtectionEnabled ?? false
    }),
    recovery: await ask(async () => {
      const { ContinuousBackupsDescription: found } = await client.send(
        new DescribeContinuousBackupsCommand({ TableName }),
      )
      return found?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED'
    }),
  })
}

async function ask<T>(question: () => Promise<T>): Promise<Told<T>> {
  try {
    return { told: await question() }
  } catch (cause) {
    if (cause instanceof ResourceNotFoundException) return untold('absent', 'DynamoDB has no such table')
    const name = cause instanceof Error ? cause.name : 'no reason'
    if (name === 'UnknownOperationException') return untold('refused', 'this engine does not know it')
    if (name !== 'AccessDeniedException') return untold('silent', `DynamoDB does not answer (${name})`)
    const advice = 'Allow yourself dynamodb:DescribeTable, DescribeTimeToLive and DescribeContinuousBackups'
    return untold('refused', 'AWS refuses to show it', advice)
  }
}
