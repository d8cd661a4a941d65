import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import { localCredentials } from '#infra/local/credentials'
import type { TestStage } from './stage.ts'

/** Everything that a reader of the table sees: each attribute's name and content, bytes as they are. */
export async function readTable({ dynamodbUrl, table }: TestStage): Promise<readonly Buffer[]> {
  const client = new DynamoDBClient({ endpoint: dynamodbUrl, ...localCredentials(process.env) })
  try {
    const pages = await Array.fromAsync(paginateScan({ client }, { TableName: table }))
    const items = pages.flatMap(({ Items = [] }) => Items)
    return items.flatMap((item) => Object.entries(item).map(([name, value]) => bytesOf(name, value)))
  } finally {
    client.destroy()
  }
}

function bytesOf(name: string, value: AttributeValue): Buffer {
  const content = value.B === undefined ? Buffer.from(JSON.stringify(value)) : Buffer.from(value.B)
  return Buffer.concat([Buffer.from(`${name}=`), content])
}
