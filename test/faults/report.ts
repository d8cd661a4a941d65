import { EXCEPTIONS, type Exception } from './exceptions.ts'
import { faults } from './faults.ts'
import type { Judged } from './matrix.ts'
import { scenarioOf, scenarios } from './scenarios.ts'

/** A case in one line. */
export function nameOf({ job }: Judged): string {
  const strikes = job.strikes.map(({ call, fault }) => `${call.name}${call.nth > 1 ? ` (${call.nth})` : ''}: ${fault}`)
  return `${job.scenario} · ${strikes.join(' & ') || 'nothing the matter'}`
}

/** Those that broke a rule, each with all that is wrong. */
export function failures(judged: readonly Judged[]): readonly string[] {
  return judged.flatMap((one) =>
    one.result.violations.length === 0
      ? []
      : [`${nameOf(one)} → ${one.result.status}: ${one.result.violations.join('; ')}`],
  )
}

/** The summary of a run. */
export function summary(judged: readonly Judged[]): string {
  const slowest = Math.max(...judged.map(({ result }) => result.milliseconds))
  const broken = failures(judged).length
  const counts = Object.entries(Object.groupBy(judged, ({ result }) => result.status))
  const statuses = counts.map(([status, list = []]) => `${status}: ${list.length}`).join(', ')
  return `${judged.length} cases, ${broken} broke a rule; slowest answer ${slowest} ms; ${statuses}`
}

/** The whole table, as Markdown. */
export function table(judged: readonly Judged[], letters = lettersOf()): string {
  const names = scenarios.map(({ name }) => name).filter((name) => judged.some(({ job }) => job.scenario === name))
  return names
    .map((name) =>
      section(
        name,
        judged.filter(({ job }) => job.scenario === name),
        letters,
      ),
    )
    .join('\n\n')
}

/** What the letters in the table stand for. */
export function legend(letters = lettersOf()): string {
  return [...letters].map(([name, letter]) => `* **${letter}** ${EXCEPTIONS[name]}`).join('\n')
}

function lettersOf(): ReadonlyMap<Exception, string> {
  const names = Object.keys(EXCEPTIONS) as Exception[]
  return new Map(names.map((name, index) => [name, String.fromCharCode(97 + index)]))
}

function section(name: string, judged: readonly Judged[], letters: ReadonlyMap<Exception, string>): string {
  const single = judged.filter(({ job }) => job.strikes.length === 1)
  const calls = new Map(single.flatMap(({ job }) => job.strikes).map(({ call }) => [`${call.name} ${call.nth}`, call]))
  const cell = (key: string, fault: string) => {
    const found = single.find(({ job: { strikes } }) =>
      strikes.some((strike) => `${strike.call.name} ${strike.call.nth}` === key && strike.fault === fault),
    )
    const marks = found?.result.exceptions.map((exception) => letters.get(exception)).join('') ?? ''
    return found ? `${found.result.status}${marks && ` ${marks}`}` : ''
  }
  const rows = [...calls.keys()].toSorted().map((key) => {
    const shown = key.replace(/ 1$/, '').replace(/ (\d)$/, ' ($1)')
    return `| ${shown} | ${faults.map(({ name: fault }) => cell(key, fault)).join(' | ')} |`
  })
  const head = `| call | ${faults.map(({ name: fault }) => fault).join(' | ')} |\n|${' --- |'.repeat(faults.length + 1)}`
  const { good } = scenarioOf(name)
  const title = `### ${name}\n\nWithout a fault ${good.join(' or ')}.`
  return rows.length === 0 ? `${title} It makes no call.` : `${title}\n\n${head}\n${rows.join('\n')}`
}
