import { bearerKeyOf } from './key.ts'
import type { Condition, Item, Table } from './table.ts'

/** What came of ending items. */
export interface Ended {
  /** Those that have ended, and those of which the table tells nothing any more: what they held is to be revoked. */
  readonly items: readonly Item[]
  /** Why others could not be ended. */
  readonly failures: readonly unknown[]
}

/**
 * Ends items by their keys, and with a used refresh token what it was traded for: whoever looked for keys in an index may
 * have done so a moment too early, while a refresh was on its way.
 *
 * @param condition leaves the items in peace for which it does not hold
 */
export async function endItems(table: Table, keys: readonly string[], condition?: Condition): Promise<Ended> {
  const seen = new Set<string>()
  const items: Item[] = []
  const failures: unknown[] = []

  async function end(pk: string): Promise<void> {
    if (seen.has(pk)) return
    seen.add(pk)
    const { item, failure } = await take(table, pk, condition).catch((failure: unknown): Taken => ({ failure }))
    if (failure !== undefined) failures.push(failure)
    if (!item) return
    items.push(item)
    await Promise.all(descendants(item).map(end))
  }

  await Promise.all(keys.map(end))
  return { items, failures }
}

/** An item that has ended, or may have; and why that can't be told. */
interface Taken {
  readonly item?: Item | undefined
  readonly failure?: unknown
}

/**
 * Takes an item. What it held is read before: where no answer came, or only to the second attempt, whoever asks again finds
 * nothing. Where a condition decides, nobody knows whether what was read is to be ended.
 */
async function take(table: Table, pk: string, condition?: Condition): Promise<Taken> {
  const held = await table.read(pk)
  if (!held) return {}
  const [taken] = await Promise.allSettled([table.take(pk, condition)])
  // Whose condition does not hold ends nothing, whoever else may be ending it.
  if (taken.status === 'fulfilled' && (taken.value || condition)) return { item: taken.value }
  const [left] = await Promise.allSettled([table.read(pk)])
  if (left.status === 'fulfilled' && !left.value) return { item: held }
  const failure = taken.status === 'rejected' ? taken.reason : undefined
  return left.status === 'rejected' && !condition ? { item: held, failure: failure ?? left.reason } : { failure }
}

/** Keys of what was handed out with a refresh token, and for it. */
function descendants({ bearer, successor }: Item): readonly string[] {
  const known = [typeof bearer === 'string' && bearerKeyOf(bearer), successor]
  return known.filter((key) => typeof key === 'string')
}
