import { readFileSync, writeFileSync } from 'node:fs'
import { functionLimits } from '#infra/function-limits'
import { toMarkdown } from '#infra/markdown'
import { stages } from '#infra/stages'
import type { Measured } from './measured.ts'
import { prices } from './prices.ts'
import { auth0Table, type Case, containerTable, memoryTable, stageTable } from './report.ts'
import type { Team } from './traffic.ts'

const PAGE = new URL('../../docs/cost.md', import.meta.url)
const MARK = '<!-- from here on by `npm run cost -- --write` -->'
const REGION = 'eu-west-1'

/** Teams as there are many. */
const TEAMS: Readonly<Record<string, Team>> = {
  'A club with a members’ area': { logins: 2000, requests: 50_000, users: 500 },
  'A company with a shop, an app and a back office': { logins: 10_000, requests: 500_000, users: 2000 },
  'A busy website': { logins: 100_000, requests: 5_000_000, users: 20_000 },
}

/**
 * The part of the page that is reckoned: three teams, and what all of them have in common.
 *
 * @throws Error when something was not measured
 */
export function pagePart(measured: Measured): string {
  const price = prices[REGION]
  if (!price) throw new Error(`There are no prices of ${REGION}`)
  const common = { row: stages.prod, region: REGION, price, measured, memoryMb: functionLimits.memoryMb }
  const cases = Object.entries(TEAMS).map(([name, team]): [string, Case] => [name, { ...common, team }])
  const middle = cases[1]?.[1]
  if (!middle) throw new Error('There is no team')
  return [
    ...cases.map(
      ([name, of]) =>
        `## ${name}\n\n${command(of.team)}\n\n${[stageTable(of), auth0Table(of)].map(toMarkdown).join('\n')}`,
    ),
    `## Beside it\n\n${[containerTable(middle), memoryTable(middle)].map(toMarkdown).join('\n')}`,
  ].join('\n')
}

/** States the reckoned part of docs/cost.md anew. */
export function writePage(measured: Measured): void {
  const [kept = ''] = readFileSync(PAGE, 'utf8').split(MARK)
  writeFileSync(PAGE, `${kept}${MARK}\n\n${pagePart(measured)}`)
}

function command({ logins, requests, users }: Team): string {
  return `\`npm run cost -- --logins ${logins} --requests ${requests} --users ${users}\``
}
