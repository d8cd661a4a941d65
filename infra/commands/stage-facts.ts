import { factPath } from '#infra/parameters'
import type { StageRow } from '#infra/stages'
import { CommandError } from './command.ts'
import type { Held, ParameterStore } from './parameter-store.ts'

/** What a stage tells of itself; undefined as long as the stack that tells it is not there. */
export interface StageFacts {
  /** ARN of the key that seals its secrets, from the data stack. */
  readonly key: string | undefined
  /** The API's address, from the API stack. */
  readonly url: string | undefined
}

/**
 * Reads what a stage tells of itself, and makes sure that one is signed in to its own account.
 *
 * @throws CommandError when the stage of that name is in another account than its row says
 */
export async function readFacts(store: ParameterStore, { name, account }: StageRow): Promise<StageFacts> {
  const [key, url] = [factPath(name, 'key'), factPath(name, 'url')]
  const held = await store.read([key, url])
  const signedIn = [...held.values()].map(accountOf).find((other) => other !== account)
  if (signedIn !== undefined) {
    throw new CommandError(`You are signed in to the account ${signedIn}, but ${name} lives in ${account}`)
  }
  return { key: held.get(key)?.value, url: held.get(url)?.value }
}

/** The account in `arn:aws:ssm:<region>:<account>:parameter/<path>`. */
function accountOf({ arn }: Held): string {
  return arn.split(':')[4] ?? ''
}
