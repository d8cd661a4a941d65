import * as v from 'valibot'
import { itemKey } from './key.ts'
import type { Table } from './table.ts'

const ItemSchema = v.object({ text: v.string(), writtenAt: v.number(), expiresAt: v.number() })

/** A text that all instances share, with the time it was written (seconds since the epoch). */
export type CacheEntry = Pick<v.InferOutput<typeof ItemSchema>, 'text' | 'writtenAt'>

export type Cache = ReturnType<typeof createCache>

/**
 * Small public things that all instances share, such as the tenant's signing keys.
 *
 * @param needs the table, and a clock in milliseconds since the epoch
 */
export function createCache({ table, clock }: { table: Table; clock: () => number }) {
  const seconds = () => Math.floor(clock() / 1000)
  return {
    async read(name: string): Promise<CacheEntry | undefined> {
      const parsed = v.safeParse(ItemSchema, await table.read(itemKey('cache', name)))
      if (!parsed.success || parsed.output.expiresAt <= seconds()) return undefined
      const { text, writtenAt } = parsed.output
      return { text, writtenAt }
    },

    /** @param lifetime seconds after which the entry is no more */
    async write(name: string, text: string, lifetime: number): Promise<void> {
      const now = seconds()
      await table.write({ pk: itemKey('cache', name), text, writtenAt: now, expiresAt: now + lifetime })
    },
  }
}
