import { factPath } from '#infra/parameters'
import type { StageRow } from '#infra/stages'
import { parameterPath } from '#shared/environment'
import { CommandError } from './command.ts'
import type { NeededParameter } from './parameter-list.ts'
import type { ParameterStore } from './parameter-store.ts'

/** SSM's limit for a standard parameter, in bytes. */
const LONGEST = 4096

/**
 * Judges a value before it is written.
 *
 * @throws CommandError saying what is wrong with it; the value itself is not told
 */
export function judgeValue(name: string, value: string): string {
  const refuse = (why: string) => new CommandError(`${name} was not set: ${why}`)
  if (value === '') throw refuse('the value is empty')
  if (Buffer.byteLength(value) > LONGEST) throw refuse(`the value is longer than ${LONGEST} bytes`)
  if (value.trim() !== value) throw refuse('the value begins or ends with a space')
  if (hasControl(value)) throw refuse('the value holds a line break or another control character')
  if (value.includes('{{')) throw refuse('the value holds {{, which would be no placeholder there')
  return value
}

/**
 * Finds the key that seals a stage's secrets, and makes sure that one is signed in to the stage's own account.
 *
 * @throws CommandError when the data stack is not there, or is another account's
 */
export async function stageKey(store: ParameterStore, { name, account }: StageRow): Promise<string> {
  const path = factPath(name, 'key')
  const key = (await store.read([path])).get(path)
  if (!key) throw new CommandError(`The data stack of ${name} is not there: npm run deploy -- ${name} makes it`)
  const signedIn = key.arn.split(':')[4]
  if (signedIn !== account) {
    throw new CommandError(`You are signed in to the account ${signedIn}, but ${name} lives in ${account}`)
  }
  return key.value
}

/** Sets a parameter of a stage: a secret under the stage's own key. */
export async function setParameter(
  store: ParameterStore,
  row: StageRow,
  { name, secret }: Pick<NeededParameter, 'name' | 'secret'>,
  value: string,
): Promise<void> {
  const keyArn = await stageKey(store, row)
  await store.write(parameterPath(row.name, name), judgeValue(name, value), secret ? keyArn : undefined)
}

function hasControl(value: string): boolean {
  return [...value].some((character) => character < ' ' || character === '\u007f')
}
