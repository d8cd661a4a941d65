import { type Table, toMarkdown } from '#infra/markdown'
import type { StageRow } from '#infra/stages'
import { auth0Use } from './auth0-use.ts'
import { afterFree, billOf, type Line, listPrice } from './bill.ts'
import { containerBill } from './container.ts'
import { type Measured, measuredOf, memoriesOf } from './measured.ts'
import { PRICES_AS_OF, type Prices } from './prices.ts'
import { flowsOf, type Team } from './traffic.ts'
import { durationsOf, workOf } from './work.ts'

/** Whose bill is wanted, and what it is reckoned with. */
export interface Case {
  readonly team: Team
  readonly row: StageRow
  readonly region: string
  readonly price: Prices
  readonly measured: Measured
  readonly memoryMb: number
}

const dollars = (value: number) => `$${value.toFixed(2)}`
const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 })
const total = (lines: readonly Line[], cost: (line: Line) => number) => lines.reduce((sum, line) => sum + cost(line), 0)

/** All that the command prints. */
export function report(of: Case): string {
  return [stageTable(of), containerTable(of), auth0Table(of), memoryTable(of)].map(toMarkdown).join('\n')
}

/** The bill of a stage. */
export function stageTable({ team, row, region, price, measured, memoryMb }: Case): Table {
  const work = workOf(flowsOf(team), measured, memoryMb)
  const lines = billOf(work, team, row, price)
  const starts = `${number(work.coldStarts)} of ${number(work.requests)} requests meet a cold start`
  return {
    title: `A month of ${row.name} in ${region}, prices of ${PRICES_AS_OF}, ${memoryMb} MB; ${starts}`,
    heads: ['line', 'amount', 'unit', 'list price', 'after free quota'],
    rows: [
      ...lines.map((line) => [
        line.name,
        number(line.amount),
        line.unit,
        dollars(listPrice(line)),
        dollars(afterFree(line)),
      ]),
      ['together', '', '', dollars(total(lines, listPrice)), dollars(total(lines, afterFree))],
    ],
  }
}

/** The bill of what else people run. */
export function containerTable({ price }: Case): Table {
  const [least, safe] = [containerBill(price, 1), containerBill(price, 2)]
  return {
    title: 'A container that is always on, with a managed Redis',
    heads: ['line', 'the least', 'in two zones'],
    rows: [
      ...least.map((line, i) => [line.name, dollars(listPrice(line)), dollars(total(safe.slice(i, i + 1), listPrice))]),
      ['together', dollars(total(least, listPrice)), dollars(total(safe, listPrice))],
    ],
  }
}

/** What of Auth0’s quotas a team uses. */
export function auth0Table({ team, measured }: Case): Table {
  const uses = auth0Use(flowsOf(team), team, measured)
  return {
    title: 'What of Auth0’s quotas is used',
    heads: ['quota', 'used', 'free plan'],
    rows: uses.map(({ quota, used, free }) => [quota, used, free]),
  }
}

/** What each memory costs, and how long users wait. */
export function memoryTable({ team, price, measured, memoryMb }: Case): Table {
  const flows = flowsOf(team)
  return {
    title: 'Memory of the functions',
    heads: ['MB', 'Lambda, time', 'cold /userinfo', 'warm', 'cold callback', 'warm', ''],
    rows: memoriesOf(measured).map((memory) => {
      const { gbSeconds } = workOf(flows, measured, memory)
      const [userinfo, callback] = ['/userinfo by cookie', '/web-login/callback'].map((name) =>
        durationsOf(measuredOf(measured, name), memory),
      )
      const waits = [userinfo?.cold, userinfo?.warm, callback?.cold, callback?.warm].map((ms) => `${ms} ms`)
      return [String(memory), dollars(gbSeconds * price.gbSecond), ...waits, memory === memoryMb ? 'deployed' : '']
    }),
  }
}
