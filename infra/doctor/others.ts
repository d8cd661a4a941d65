import { CommandError } from '#infra/commands/command'
import type { Configuration } from '#infra/configuration'
import type { StageRow } from '#infra/stages'
import { fillPlaceholders } from '#shared/config/placeholders'
import type { Effects } from './effects.ts'
import { type Credentials, judgeShared, notCompared } from './judge/stages.ts'
import { type Named, readNamed, valuesOf } from './read.ts'
import type { Result } from './result.ts'

/** What a stage proves itself with, by its parameters as far as they could be read. */
export function credentialsOf({ shape, ...names }: Configuration, named: Named): Credentials {
  const values = valuesOf(named)
  const secretNames = [...names.clientSecrets, ...names.managementSecret]
  const secrets = secretNames.flatMap((name): [string, string][] => {
    const value = values.get(name)
    return value === undefined ? [] : [[name, value]]
  })
  const clients = Object.entries(shape.clients).map(([type, client]) => [`clients.${type}`, client] as const)
  const all = shape.managementClient ? [...clients, ['managementClient', shape.managementClient] as const] : clients
  const ids = all.flatMap(([key, { clientId }]): [string, string][] => {
    const { filled, faults } = fillPlaceholders(clientId, Object.fromEntries(values))
    return faults.length === 0 ? [[key, String(filled)]] : []
  })
  return { secrets: new Map(secrets), clientIds: new Map(ids) }
}

/** Compares a stage with all others of its account. */
export async function examineOthers(
  {
    row,
    others,
    configuration,
    own,
  }: { row: StageRow; others: readonly StageRow[]; configuration: Configuration; own: Credentials },
  effects: Effects,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const other of others) {
    if (other.account !== row.account) results.push(notCompared(other.name, 'it lives in another account', 'unknown'))
    else results.push(...(await examineOther(other, configuration, own, effects)))
  }
  return results
}

async function examineOther(
  { name, region }: StageRow,
  configuration: Configuration,
  own: Credentials,
  { parameters }: Effects,
): Promise<readonly Result[]> {
  const { plain, clientSecrets, managementSecret } = configuration
  try {
    const named = await readNamed(parameters(region), name, [...plain, ...clientSecrets, ...managementSecret])
    const gaps = [...named.values()].flatMap((parameter) => ('untold' in parameter ? [parameter.untold] : []))
    const refused = gaps.find(({ why }) => why === 'refused')
    if (gaps.length === named.size && !refused) return [notCompared(name, 'it has no parameters', 'ok')]
    const unread = refused ? [notCompared(name, `of some parameters ${refused.says}`, 'unknown')] : []
    const compared = gaps.length < named.size ? judgeShared(own, name, credentialsOf(configuration, named)) : []
    return [...compared, ...unread]
  } catch (error) {
    if (error instanceof CommandError) return [notCompared(name, 'SSM of its region does not answer', 'unknown')]
    throw error
  }
}
