import { type Configuration, readConfiguration } from '#infra/configuration'
import type { StageRow } from '#infra/stages'
import { readJson } from '#shared/config/load'
import { placeholderUses } from '#shared/config/placeholders'
import type { Fault } from '#shared/config/schema'
import { parameterPath } from '#shared/environment'
import { judgeUse } from './judge.ts'
import type { Held, ParameterStore } from './parameter-store.ts'
import { readFacts, type StageFacts } from './stage-facts.ts'

/** A parameter that a configuration needs. */
export interface NeededParameter {
  readonly name: string
  readonly secret: boolean
  /** Keys of the configuration at which it stands. */
  readonly keys: readonly string[]
}

/** The same with what SSM holds; undefined when it is missing. */
export interface ListedParameter extends NeededParameter {
  readonly held: Held | undefined
}

/** The parameters of a stage as they are. */
export interface ParameterList {
  readonly parameters: readonly ListedParameter[]
  /** What the values of the plain ones break in the configuration. */
  readonly faults: readonly Fault[]
  readonly facts: StageFacts
}

/** The parameters that a configuration needs. @throws ConfigError when it can't be used */
export function neededParameters(configFile: string): readonly NeededParameter[] {
  const { plain, clientSecrets, managementSecret }: Configuration = readConfiguration(configFile)
  const uses = placeholderUses(readJson(configFile))
  const keysOf = (name: string) => [...new Set(uses.filter((use) => use.name === name).map(({ key }) => key))]
  const secrets = [...new Set([...clientSecrets, ...managementSecret])]
  return [
    ...plain.map((name) => ({ name, secret: false, keys: keysOf(name) })),
    ...secrets.map((name) => ({ name, secret: true, keys: keysOf(name) })),
  ]
}

/** Reads the parameters of a stage. @throws CommandError when they can't be told */
export async function listParameters(store: ParameterStore, row: StageRow, configFile: string): Promise<ParameterList> {
  const needed = neededParameters(configFile)
  const [facts, held] = await Promise.all([
    readFacts(store, row),
    store.read(needed.map(({ name }) => parameterPath(row.name, name))),
  ])
  const parameters = needed.map((each) => ({ ...each, held: held.get(parameterPath(row.name, each.name)) }))
  return { parameters, faults: judgeUse(readJson(configFile), plainValues(parameters)), facts }
}

/** Tells what is wrong with a parameter; undefined when nothing is. */
export function faultOf({ secret, held }: ListedParameter): 'missing' | 'of the wrong type' | undefined {
  if (!held) return 'missing'
  return held.type === (secret ? 'SecureString' : 'String') ? undefined : 'of the wrong type'
}

/** Tells whether a stage has all that it needs. */
export function isComplete({ parameters, faults }: ParameterList): boolean {
  return faults.length === 0 && parameters.every((parameter) => faultOf(parameter) === undefined)
}

function plainValues(parameters: readonly ListedParameter[]): Readonly<Record<string, string>> {
  const plain = parameters.filter((parameter) => !parameter.secret && faultOf(parameter) === undefined)
  return Object.fromEntries(plain.flatMap(({ name, held }) => (held ? [[name, held.value]] : [])))
}
