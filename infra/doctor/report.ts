import { status } from '#infra/commands/command'
import type { Result, State } from './result.ts'

const STATES: readonly State[] = ['ok', 'warning', 'wrong', 'unknown']

/** Widest of the words before a sentence. */
const WIDTH = Math.max(...STATES.map((state) => state.length)) + 2

/** What the doctor prints: plain sentences by subject, what to do, and how many there are of each kind. */
export function report(stage: string, results: readonly Result[]): string {
  const subjects = Map.groupBy(results, ({ subject }) => subject)
  const parts = [...subjects].map(([subject, own]) => [printable(subject), ...own.flatMap(linesOf)].join('\n'))
  return `${parts.join('\n\n')}\n\n${summary(stage, results)}\n`
}

/** Exit status for pipelines: 0 nothing is wrong, 1 something is, 2 it could not be told at all. */
export function exitStatus(results: readonly Result[]): number {
  if (results.some(({ state }) => state === 'wrong')) return status.wrong
  return results.some(({ state }) => state === 'ok') ? status.well : status.untold
}

function linesOf({ state, says, advice }: Result): readonly string[] {
  const line = `  ${state.padEnd(WIDTH)}${printable(says)}`
  return advice === undefined || state === 'ok' ? [line] : [line, `  ${' '.repeat(WIDTH)}> ${printable(advice)}`]
}

/** What a tenant or an API says of itself moves no cursor and begins no line. */
function printable(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}')
}

function summary(stage: string, results: readonly Result[]): string {
  const counts = STATES.map((state) => `${results.filter((result) => result.state === state).length} ${state}`)
  return `${stage}: ${counts.join(', ')}`
}
