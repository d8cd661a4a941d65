import { setTimeout as delay } from 'node:timers/promises'
import { type AskHttp, askByFetch } from './ask/http.ts'
import { type ReadParameters, readFromSsm } from './ask/parameters.ts'
import { type DescribeTable, describeByDynamodb } from './ask/table.ts'

/** Everything that the doctor asks. */
export interface Effects {
  /** SSM of a region. */
  readonly parameters: (region: string) => ReadParameters
  /** DynamoDB of a region. */
  readonly table: (region: string) => DescribeTable
  readonly http: AskHttp
  /** Waits that many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>
}

/** AWS and the tenant as they are; endpoints and credentials come from the caller's variables. */
export const effects: Effects = { parameters: readFromSsm, table: describeByDynamodb, http: askByFetch, pause: delay }
