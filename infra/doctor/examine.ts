import { CommandError } from '#infra/commands/command'
import type { Configuration } from '#infra/configuration'
import type { StageRow } from '#infra/stages'
import type { Config } from '#shared/config/config'
import type { Effects } from './effects.ts'
import { judgeAccount } from './judge/account.ts'
import { judgeApi, judgeProjectUrl } from './judge/api.ts'
import { judgeConfiguration } from './judge/configuration.ts'
import { judgePlain, judgeSecret } from './judge/parameters.ts'
import { type Facts, judgeStacks, nothingDeployed } from './judge/stacks.ts'
import { judgeTable } from './judge/table.ts'
import { credentialsOf, examineOthers } from './others.ts'
import { type Named, readFacts, readNamed, valuesOf } from './read.ts'
import { redact } from './redact.ts'
import { type Result, unknown } from './result.ts'
import { examineTenants } from './tenants.ts'

/** What is examined. */
export interface Examined {
  readonly row: StageRow
  /** The other stages, to be compared with. */
  readonly others: readonly StageRow[]
  readonly configuration: Configuration
  /** The configuration's file, parsed. */
  readonly json: unknown
  /** The stage is rehearsed on this machine: its tenant may speak http on loopback. */
  readonly local: boolean
}

/**
 * Examines a live stage: everything is only read.
 *
 * @returns what each check found, by subject, without any secret
 * @throws CommandError when SSM does not answer, or nothing of the stage is deployed
 */
export async function examine(examined: Examined, effects: Effects): Promise<readonly Result[]> {
  const { row, configuration, json, local } = examined
  const { plain, clientSecrets, managementSecret } = configuration
  const secretNames = [...clientSecrets, ...managementSecret]
  const read = effects.parameters(row.region)
  const facts = await readFacts(read, row.name)
  if (nothingDeployed(facts)) throw new CommandError(nothingFound(row))
  const named = await readNamed(read, row.name, [...plain, ...secretNames])
  const values = Object.fromEntries([...valuesOf(named)].filter(([name]) => plain.includes(name)))
  const judged = judgeConfiguration({ json, plain, values }, { local })
  const atTenants = await tenants(judged.config, named, effects)
  const own = credentialsOf(configuration, named)
  const results = [
    judgeAccount(row, arnsOf(facts)),
    ...judgeStacks(row.name, facts),
    ...judgeParameters(examined, named),
    ...judged.results,
    ...(await examineTable(row, facts, effects)),
    ...(await examineApi(facts, values['PROJECT_URL'], effects)),
    ...atTenants.results,
    ...(await examineOthers({ ...examined, own }, effects)),
  ]
  return redact(results, [...own.secrets.values(), ...(atTenants.token === undefined ? [] : [atTenants.token])])
}

/** Another account looks just like a stage that is not deployed: SSM then shows no ARN that would name it. */
function nothingFound({ name, account, region }: StageRow): string {
  const elsewhere = `it lives in ${account}, ${region}: are these credentials of that account?`
  return `Nothing of ${name} is deployed where you are signed in; ${elsewhere} If so, npm run deploy -- ${name}`
}

function arnsOf(facts: Facts) {
  return Object.values(facts).map((fact) => ('told' in fact ? fact.told.arn : undefined))
}

function judgeParameters({ row, configuration }: Examined, named: Named): readonly Result[] {
  const { plain } = configuration
  return [...named].map(([name, parameter]) =>
    plain.includes(name) ? judgePlain(row.name, name, parameter) : judgeSecret(row.name, name, parameter),
  )
}

async function examineTable(row: StageRow, { table }: Facts, effects: Effects): Promise<readonly Result[]> {
  if ('untold' in table) return [unknown('Table', 'Its settings', { says: 'its name is not known' })]
  return judgeTable(row, await effects.table(row.region)(table.told.value))
}

async function examineApi(
  { url }: Facts,
  projectUrl: string | undefined,
  { http }: Effects,
): Promise<readonly Result[]> {
  if ('untold' in url) return [unknown('API', 'Whether it answers', { says: 'its address is not known' })]
  const answer = await http({ url: `${url.told.value}/-/check-up` })
  return [judgeApi(url.told.value, answer), ...judgeProjectUrl(url.told.value, projectUrl)]
}

async function tenants(config: Config | undefined, named: Named, effects: Effects) {
  if (config) return examineTenants(config, named, effects)
  const gap = unknown('Auth0', 'Whether its settings are right', { says: 'the configuration must be right first' })
  return { results: [gap], token: undefined }
}
