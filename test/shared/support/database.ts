import { DynamoDB, paginateScan } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import dynalite from 'dynalite'
import { afterAll, beforeAll } from 'vitest'
import { ensureTable, localTable } from '#infra/local/dynamodb'
import { listen, stop } from '#infra/local/listen'
import { createDynamoDb } from '#shared/aws/dynamodb'
import { createTable, type Item, type Table } from '#shared/sessions/table'
import { awsAt } from './aws.ts'

const NAME = 'rules'

/** A table on a dynalite of the test file's own, and a look past our code at what stands in it. */
export interface Database {
  readonly table: Table
  /** The same, reached by AWS's own client. */
  readonly tableOfSdk: Table
  /** Address of the engine. */
  readonly endpoint: string
  /** All items, as a thief of the table would read them. */
  scan(): Promise<Item[]>
}

/** Brings up a database for the tests of a file; to be called at its top. */
export function useDatabase(): Database {
  const server = dynalite({ createTableMs: 0 })
  const opened: { table?: Table; client?: DynamoDB; endpoint?: string } = {}
  beforeAll(async () => {
    const endpoint = await listen(server)
    opened.endpoint = endpoint
    await ensureTable(endpoint, localTable(NAME))
    opened.client = new DynamoDB({ ...awsAt(endpoint), maxAttempts: 1 })
    opened.table = createTable(NAME, createDynamoDb(awsAt(endpoint)))
  })
  afterAll(async () => {
    opened.client?.destroy()
    await stop(server)
  })
  return {
    get endpoint() {
      return ready(opened.endpoint)
    },
    get table() {
      return ready(opened.table)
    },
    get tableOfSdk() {
      return createTable(NAME, ready(opened.client))
    },
    async scan() {
      const pages = await Array.fromAsync(paginateScan({ client: ready(opened.client) }, { TableName: NAME }))
      return pages.flatMap(({ Items = [] }) => Items.map((item): Item => unmarshall(item)))
    },
  }
}

/** A clock that stands still until the test moves it. */
export function makeClock(start = 1_795_341_600_000) {
  let now = start
  return {
    clock: () => now,
    /** @param seconds to move on by */
    forward(seconds: number): void {
      now += seconds * 1000
    },
  }
}

/** An item as one text, bytes and members of sets included, to search for what must not be in it. */
export function asText(item: Item): string {
  return Object.values(item)
    .flatMap((value) => (value instanceof Set ? [...value] : [value]))
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
    .join('\n')
}

function ready<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The database is not up yet')
  return value
}
