import * as v from 'valibot'
import { itemKey } from './key.ts'
import type { Table } from './table.ts'

const ItemSchema = v.object({ text: v.string(), writtenAt: v.number() })

/** A text that all instances share, with the time it was written (seconds since the epoch). */
export type CacheEntry = v.InferOutput<typeof ItemSchema>

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
      return parsed.success ? parsed.output : undefined
    },

    /** @param lifetime seconds after which the table may drop the entry */
    async write(name: string, text: string, lifetime: number): Promise<void> {
      const now = seconds()
      await table.write({ pk: itemKey('cache', name), text, writtenAt: now, expiresAt: now + lifetime })
    },
  }
}
