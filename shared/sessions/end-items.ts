import { bearerKeyOf } from './key.ts'
import type { Condition, Item, Table } from './table.ts'

/** What came of ending items. */
export interface Ended {
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
    try {
      const item = await takeHeard(table, pk, condition)
      if (!item) return
      items.push(item)
      await Promise.all(descendants(item).map(end))
    } catch (error) {
      failures.push(error)
    }
  }

  await Promise.all(keys.map(end))
  return { items, failures }
}

/** Takes an item; where no answer came, or only to the second attempt, what it held was read before. */
async function takeHeard(table: Table, pk: string, condition?: Condition): Promise<Item | undefined> {
  const held = await table.read(pk)
  if (!held) return undefined
  const [taken] = await Promise.allSettled([table.take(pk, condition)])
  // Whose condition does not hold ends nothing, whoever else may be ending it.
  if (taken.status === 'fulfilled' && (taken.value || condition)) return taken.value
  if (!(await table.read(pk))) return held
  if (taken.status === 'rejected') throw taken.reason
  return undefined
}

/** Keys of what was handed out with a refresh token, and for it. */
function descendants({ bearer, successor }: Item): readonly string[] {
  const known = [typeof bearer === 'string' && bearerKeyOf(bearer), successor]
  return known.filter((key) => typeof key === 'string')
}
