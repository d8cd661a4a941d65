import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { FAILED_REQUESTS } from '#infra/dashboard'
import { metrics } from '#shared/environment'
import { alarmsOf } from './support/alarms.ts'

const document = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
const { alarms } = alarmsOf()

/** The cells of a section's first table, without its head; names lose their quotes. */
function rowsOf(section: string): readonly (readonly string[])[] {
  const [, text = ''] = document.split(`\n## ${section}\n`)
  const [table = ''] = text.split('\n## ', 1)
  const rows = [...table.matchAll(/^\| `(\w+)` \|(.*)\|$/gm)]
  return rows.map(([, name = '', cells = '']) => [name, ...cells.split(' | ').map((cell) => cell.trim())])
}

it('has a row for each alarm: its figure, its time, and what to do', () => {
  const rows = rowsOf('Alarms')
  expect(rows.map(([name]) => name)).toEqual([...alarms.keys()])
  for (const [name = '', when = '', act = ''] of rows) {
    const { Threshold = 0, EvaluationPeriods = 0 } = alarms.get(name) ?? {}
    expect(when).toMatch(new RegExp(`\\b${Threshold}\\b.* ${EvaluationPeriods * 5} minutes\\b`))
    expect(act.length).toBeGreaterThan(20)
  }
})

it('has a row for each metric of our own: what it counts and what not', () => {
  const rows = rowsOf('Metrics')
  expect(rows.map(([name]) => name)).toEqual(Object.values(metrics.names))
  for (const [, counts, not] of rows) expect([counts, not]).not.toContain('')
})

it('has the sections and queries that the alarms speak of', () => {
  const named = [...alarms.values()].flatMap(({ AlarmDescription }) => [
    ...AlarmDescription.matchAll(/(query|section) "([^"]+)"/g),
  ])
  expect(named.length).toBeGreaterThan(alarms.size)
  for (const [, kind, title] of named) expect(document).toContain(`\n${kind === 'query' ? '###' : '##'} ${title}\n`)
})

it('shows the query of the dashboard as it is', () => {
  expect(document).toContain(`\n### Failed requests\n\n\`\`\`\n${FAILED_REQUESTS.join('\n| ')}\n\`\`\`\n`)
})

it('says what the alarms cost', () => {
  const stated = /has (\d+) alarms at \$0\.10 .* \$(\d+\.\d\d) a month/.exec(document)
  expect(stated?.slice(1)).toEqual([String(alarms.size), (alarms.size * 0.1).toFixed(2)])
})
