import { join } from 'node:path'
import type { Table } from '#infra/markdown'
import type { Deployed } from '#infra/rehearsal/environment'
import { variables } from '#shared/environment'
import { itemKey } from '#shared/sessions/key'
import { verdict } from '../report.ts'
import { quantile } from '../statistics.ts'
import { type Door, request } from '../world/door.ts'
import { takeLedger } from '../world/ledger.ts'
import { siteCookie } from '../world/logins.ts'
import type { World } from '../world/world.ts'
import { type BareRequest, bundleOf, carryOut } from './order.ts'

/** In milliseconds: the work without the table's client, and all but a bare round trip. */
const [OWN_GOAL, BESIDE_GOAL] = [0.25, 1.1]

const SOURCE = new URL('../../../functions/userinfo.ts', import.meta.url).href
const HOOK = new URL('memory-hook.ts', import.meta.url).href

/**
 * Measures warm `/userinfo` by cookie, and takes it apart: whole requests, bare round trips to the table between them,
 * and in another process the same function with the table's answers in memory.
 */
export async function measureUserinfo(world: World, door: Door, times: number): Promise<Table> {
  const fn = world.functions.get('userinfo')
  if (!fn) throw new Error('There is no function userinfo')
  const cookie = await siteCookie(door)
  const [event, expects] = [request({ path: '/userinfo', cookies: [cookie] }), /email_verified/]
  const whole = await carryOut({ bundle: bundleOf(fn), event, expects, times, raw: bareRead(world, cookie) }, fn)
  takeLedger(world.ledger)
  const own = await carryOut({ bundle: SOURCE, event, expects, times }, fromSource(fn), [HOOK])
  const asked = takeLedger(world.ledger).table.length
  if (asked > 1) throw new Error(`The function asked the table ${asked} times: its answers were to come from memory`)
  const row = (name: string, value: number, goal?: number) => [
    name,
    value.toFixed(2),
    goal?.toFixed(2) ?? '',
    verdict(value, goal),
  ]
  const trip = quantile(whole.trips, 0.5)
  const p50 = quantile(whole.calls, 0.5)
  return {
    title: 'Warm `/userinfo` by cookie',
    heads: ['part', 'ms', 'goal', 'verdict'],
    rows: [
      row('whole request, p50', p50),
      row('whole request, p99', quantile(whole.calls, 0.99)),
      row('bare round trip to the table, p50', trip),
      row('all but the bare round trip, p50', p50 - trip, BESIDE_GOAL),
      row('own work without the table’s client, p50', quantile(own.calls, 0.5), OWN_GOAL),
    ],
  }
}

/** The sources have no configuration beside them. */
function fromSource(fn: Deployed): Deployed {
  return { ...fn, variables: { ...fn.variables, [variables.configFile]: join(fn.folder, 'config.json') } }
}

/** The read of a session as the function does it, signed by nobody. */
function bareRead({ dynamodbUrl, table }: World, cookie: string): BareRequest {
  const sid = cookie.slice(cookie.indexOf('=') + 1)
  const body = JSON.stringify({ TableName: table, Key: { pk: { S: itemKey('session', sid) } }, ConsistentRead: true })
  const headers = { 'x-amz-target': 'DynamoDB_20120810.GetItem', 'content-length': String(Buffer.byteLength(body)) }
  return { url: dynamodbUrl, headers, body }
}
