import { alarmRules } from '#infra/alarm-rules'
import type { StageRow } from '#infra/stages'
import { assumptions } from './assumptions.ts'
import { free, type Prices } from './prices.ts'
import type { Team } from './traffic.ts'
import type { Work } from './work.ts'

/** A line of the bill. */
export interface Line {
  readonly name: string
  readonly amount: number
  readonly unit: string
  /** Of one unit, in US dollars. */
  readonly price: number
  /** Units that are free each month in every account. */
  readonly free: number
}

/**
 * Makes a line.
 *
 * @param each price of one unit, in US dollars
 * @param quota units that are free; none when left out
 */
export function line(name: string, amount: number, unit: string, each: number, quota = 0): Line {
  return { name, amount, unit, price: each, free: quota }
}

/** What a line costs. */
export const listPrice = ({ amount, price }: Line) => amount * price
/** What it costs an account that uses its free quota for nothing else. */
export const afterFree = (line: Line) => Math.max(0, line.amount - line.free) * line.price

const GB = 1e9

/** The monthly bill of a stage. */
export function billOf(work: Work, team: Team, row: StageRow, price: Prices): readonly Line[] {
  const { session } = assumptions
  const tableGb = (team.users * session.eachUser * session.bytes) / GB
  const logGb = work.logBytes / GB
  return [
    line('HTTP API', work.requests, 'requests', price.apiRequest),
    line('Lambda, calls', work.requests, 'calls', price.invocation, free.invocations),
    line('Lambda, time with starts', work.gbSeconds, 'GB-s', price.gbSecond, free.gbSeconds),
    line('DynamoDB, reads', work.reads, 'RRU', price.readUnit),
    line('DynamoDB, writes', work.writes, 'WRU', price.writeUnit),
    line('DynamoDB, storage', tableGb, 'GB', price.tableGb, free.tableGb),
    line('DynamoDB, backups', tableGb, 'GB', price.backupGb),
    line('KMS, key', 1, 'key', price.key),
    line('KMS, calls', work.decryptions, 'calls', price.keyRequest, free.keyRequests),
    line('Logs, taken in', logGb, 'GB', price.logGbIn, free.logGb),
    line(`Logs, kept ${row.retentionDays} days`, (logGb * row.retentionDays) / 30, 'GB', price.logGbKept, free.logGb),
    line('Alarms', row.alarms === 'off' ? 0 : alarmRules.length, 'alarms', price.alarm, free.alarms),
    line('Data out', work.answerBytes / GB, 'GB', price.gbOut, free.gbOut),
  ]
}
