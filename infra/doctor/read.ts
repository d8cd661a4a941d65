import { factPath, type StageFact } from '#infra/parameters'
import type { StageName } from '#infra/stages'
import type { Secret } from '#shared/config/secret'
import { parameterPath } from '#shared/environment'
import type { Parameter, ReadParameters } from './ask/parameters.ts'
import type { Facts } from './judge/stacks.ts'
import { type Told, untold } from './told.ts'

/** Parameters by the names of their placeholders. */
export type Named = ReadonlyMap<string, Told<Parameter>>

/** Reads what the placeholders of these names stand for in a stage. @throws CommandError */
export async function readNamed(read: ReadParameters, stage: StageName, names: readonly string[]): Promise<Named> {
  const found = await read(names.map((name) => parameterPath(stage, name)))
  return new Map(
    names.map((name) => [name, found.get(parameterPath(stage, name)) ?? untold('absent', 'nobody has it')]),
  )
}

/** Reads what a stage's stacks tell. @throws CommandError */
export async function readFacts(read: ReadParameters, stage: StageName): Promise<Facts> {
  const facts: readonly StageFact[] = ['table', 'url', 'key', 'authorizer']
  const found = await read(facts.map((fact) => factPath(stage, fact)))
  const at = (fact: StageFact) => found.get(factPath(stage, fact)) ?? untold('absent', 'nobody has it')
  return { table: at('table'), url: at('url'), key: at('key'), authorizer: at('authorizer') }
}

/** The values of the parameters that could be read. */
export function valuesOf(named: Named): ReadonlyMap<string, string> {
  return new Map([...named].flatMap(([name, parameter]) => ('told' in parameter ? [[name, parameter.told.value]] : [])))
}

/** The value of a secret, as far as it could be read. */
export function secretOf(secret: Secret, named: Named): Told<string> {
  if ('literal' in secret) return { told: secret.literal }
  const parameter = named.get(secret.secretName) ?? untold('absent', 'nobody has read it')
  return 'told' in parameter ? { told: parameter.told.value } : parameter
}
