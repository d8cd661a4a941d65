import type { Table } from '#infra/markdown'
import { verdict } from '../report.ts'
import type { ColdResult } from './rounds.ts'

/** The peer that a company would otherwise take, and the part of its cold start that ours may have. */
const [RIVAL, RIVAL_GOAL] = ['express-openid-connect', 0.5]

/** `/userinfo` as a part of the rival's cold start; no row where either was not measured. */
function againstRival(results: readonly ColdResult[]): readonly (readonly string[])[] {
  const ours = results.find(({ subject }) => subject.name === '/userinfo by cookie')
  const rival = results.find(({ subject }) => subject.name.startsWith(RIVAL))
  if (!ours || !rival) return []
  const part = ours.sum / rival.sum
  const cpuPart = (ours.cpu / rival.cpu).toFixed(2)
  const goal = RIVAL_GOAL.toFixed(2)
  return [[`${ours.subject.name} : ${RIVAL}`, '', '', '', cpuPart, part.toFixed(2), goal, verdict(part, RIVAL_GOAL)]]
}

/** Cold starts as a table, the empty handler first. */
export function coldTable(title: string, results: readonly ColdResult[]): Table {
  const rows = results.map(({ subject: { name, goal }, init, first, cpu, cpuRatio, ratio }) => [
    name,
    init.toFixed(1),
    first.toFixed(1),
    cpu.toFixed(0),
    cpuRatio.toFixed(2),
    ratio.toFixed(2),
    goal?.toFixed(2) ?? '',
    verdict(ratio, goal),
  ])
  return {
    title,
    heads: ['request', 'init ms', 'first ms', 'CPU ms', 'CPU ratio', 'ratio', 'goal', 'verdict'],
    rows: [...rows, ...againstRival(results)],
  }
}
