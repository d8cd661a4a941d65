import type { StageRow } from '#infra/stages'
import { readJson } from '#shared/config/load'
import { parameterPath } from '#shared/environment'
import { CommandError } from './command.ts'
import { judgeUse, judgeValue } from './judge.ts'
import { type NeededParameter, neededParameters } from './parameter-list.ts'
import type { ParameterStore } from './parameter-store.ts'
import { readFacts } from './stage-facts.ts'

/** A parameter that is about to be set. */
export interface Setting {
  readonly row: StageRow
  readonly configFile: string
  readonly name: string
}

/**
 * Sets a parameter of a stage, a secret under the stage's own key. Whatever can be refused is refused before the value
 * is asked for.
 *
 * @param ask asks for the value
 * @returns what comes of it, as a sentence
 * @throws CommandError saying why nothing was written
 */
export async function setParameter(
  store: ParameterStore,
  { row, configFile, name }: Setting,
  ask: (parameter: NeededParameter) => Promise<string>,
): Promise<string> {
  const parameter = named(neededParameters(configFile), name)
  const { key } = await readFacts(store, row)
  if (key === undefined) {
    throw new CommandError(`The data stack of ${row.name} is not there yet: npm run deploy -- ${row.name} makes it`)
  }
  const value = await ask(parameter)
  const fault = judgeValue(value) ?? faultInUse(parameter, configFile, value)
  if (fault !== undefined) throw new CommandError(`${name} was not set: ${fault}`)
  await store.write(parameterPath(row.name, name), value, parameter.secret ? key : undefined)
  return parameter.secret
    ? `${name} of ${row.name} is set: functions read it within five minutes, or when the tenant refuses the old one`
    : `${name} of ${row.name} is set: npm run deploy -- ${row.name} brings it to the functions`
}

/** The name itself is not told: somebody may have written a value in its place. */
function named(needed: readonly NeededParameter[], name: string): NeededParameter {
  const parameter = needed.find((each) => each.name === name)
  if (parameter) return parameter
  const names = needed.map((each) => each.name).join(', ')
  throw new CommandError(`The configuration has no placeholder of that name; it has ${names}`)
}

function faultInUse({ name, secret }: NeededParameter, configFile: string, value: string): string | undefined {
  const [fault] = secret ? [] : judgeUse(readJson(configFile), { [name]: value })
  return fault && `${fault.key} ${fault.why}`
}
