import { type Table, verdict } from '../report.ts'
import type { ColdResult } from './rounds.ts'

/** Cold starts as a table, the empty handler first. */
export function coldTable(title: string, results: readonly ColdResult[]): Table {
  const cpuBase = results[0]?.cpu ?? Number.NaN
  return {
    title,
    heads: ['request', 'init ms', 'first ms', 'CPU ms', 'CPU ratio', 'ratio', 'goal', 'verdict'],
    rows: results.map(({ subject: { name, goal }, init, first, cpu, ratio }) => [
      name,
      init.toFixed(1),
      first.toFixed(1),
      cpu.toFixed(0),
      (cpu / cpuBase).toFixed(2),
      ratio.toFixed(2),
      goal?.toFixed(2) ?? '',
      verdict(ratio, goal),
    ]),
  }
}
