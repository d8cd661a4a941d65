import autocannon from 'autocannon'
import { startStage } from '#infra/local/stage'
import type { Table } from '#infra/markdown'
import { openRehearsal } from '#infra/rehearsal/open'
import { stages } from '#infra/stages'
import { logInSite } from '../support/login.ts'
import { verdict } from './report.ts'

const CONNECTIONS = [1, 10, 50, 100, 200]
const SECONDS = 10

/** New connections at a time: each is a new process of the function, which must start within its timeout. */
const STEP = 10
const STEP_SECONDS = 2

/**
 * Measures `/userinfo` by cookie at more and more connections; no request may fail.
 *
 * @param sizes numbers of connections
 * @param options `local` takes the local stage instead of the rehearsed one
 */
export async function* measureLoad(sizes: readonly number[], { local }: { local: boolean }): AsyncGenerator<Table> {
  const onLog = () => undefined
  const stage = local ? await startStage({ onLog, instances: 2 }) : await openRehearsal({ row: stages.dev, onLog })
  await using ending = new AsyncDisposableStack()
  ending.defer(stage.close)
  const cookie = await logInSite(stage.url, 'frontend')
  const fire = (connections: number, duration: number) =>
    autocannon({ url: `${stage.url}/userinfo`, headers: { cookie }, connections, duration, timeout: 15 })
  const rows: (readonly string[])[] = []
  let warm = 0
  for (const connections of (sizes.length > 0 ? sizes : CONNECTIONS).toSorted((a, b) => a - b)) {
    for (warm += STEP; warm < connections; warm += STEP) await fire(warm, STEP_SECONDS)
    warm = Math.max(connections, warm - STEP)
    await fire(connections, STEP_SECONDS)
    const { requests, latency, non2xx, errors } = await fire(connections, SECONDS)
    const failed = non2xx + errors
    const figures = [requests.average.toFixed(0), latency.p50.toFixed(0), latency.p99.toFixed(0), String(failed)]
    rows.push([String(connections), ...figures, '0', verdict(failed, 0)])
    process.stderr.write(`${connections} connections \r`)
  }
  const heads = ['connections', 'requests/s', 'p50 ms', 'p99 ms', 'failed', 'goal', 'verdict']
  yield { title: `\`/userinfo\` by cookie on the ${local ? 'local' : 'rehearsed'} stage`, heads, rows }
}
