import { type Configuration, readConfiguration } from '#infra/configuration'
import { factPath } from '#infra/parameters'
import type { StageRow } from '#infra/stages'
import { readJson } from '#shared/config/load'
import { placeholderUses } from '#shared/config/placeholders'
import { parameterPath } from '#shared/environment'
import type { Held, ParameterStore } from './parameter-store.ts'

/** One parameter that a stage needs. */
export interface NeededParameter {
  readonly name: string
  readonly secret: boolean
  /** Keys of the configuration at which it stands. */
  readonly keys: readonly string[]
  /** What SSM holds; undefined when it is missing. */
  readonly held: Held | undefined
}

/** The parameters that a configuration needs, without what SSM holds. */
export function neededParameters(configFile: string): readonly Omit<NeededParameter, 'held'>[] {
  const { plain, clientSecrets, managementSecret }: Configuration = readConfiguration(configFile)
  const uses = placeholderUses(readJson(configFile))
  const keysOf = (name: string) => [...new Set(uses.filter((use) => use.name === name).map(({ key }) => key))]
  const secrets = [...new Set([...clientSecrets, ...managementSecret])]
  return [
    ...plain.map((name) => ({ name, secret: false, keys: keysOf(name) })),
    ...secrets.map((name) => ({ name, secret: true, keys: keysOf(name) })),
  ]
}

/** The parameters of a stage as they are. */
export async function listParameters(
  store: ParameterStore,
  row: StageRow,
  configFile: string,
): Promise<readonly NeededParameter[]> {
  const needed = neededParameters(configFile)
  const held = await store.read(needed.map(({ name }) => parameterPath(row.name, name)))
  return needed.map((each) => ({ ...each, held: held.get(parameterPath(row.name, each.name)) }))
}

/** Tells what is wrong with a parameter; undefined when nothing is. */
export function faultOf({
  secret,
  held,
}: NeededParameter): 'missing' | 'no SecureString' | 'a SecureString' | undefined {
  if (!held) return 'missing'
  if (secret) return held.type === 'SecureString' ? undefined : 'no SecureString'
  return held.type === 'SecureString' ? 'a SecureString' : undefined
}

/** The address that the API has, once it is deployed. */
export async function deployedUrl(store: ParameterStore, { name }: StageRow): Promise<string | undefined> {
  const path = factPath(name, 'url')
  return (await store.read([path])).get(path)?.value
}
