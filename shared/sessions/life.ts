import type { Item, Table } from './table.ts'

/** When a session ends, in seconds since the epoch. */
export interface Life {
  /** Unless it is used before. */
  readonly expiresAt: number
  /** However often it is used. */
  readonly endsAt: number
}

/** How long a new session may live. */
export interface LifeLimits {
  /** From its beginning, in seconds. */
  readonly lifetime: number
  /** Without being used, in seconds; without it only the others count. */
  readonly idle?: number | undefined
  /** What the identity provider allows, in seconds since the epoch. */
  readonly ceiling?: number | undefined
}

/** The life that a session begins with. @param now seconds since the epoch */
export function beginLife(
  { lifetime, idle = lifetime, ceiling = Number.POSITIVE_INFINITY }: LifeLimits,
  now: number,
): Life {
  const endsAt = Math.min(now + lifetime, ceiling)
  return { endsAt, expiresAt: Math.min(endsAt, now + idle) }
}

/**
 * The life that an item tells of. One of a time before there were idle limits has one end; a use that a ceiling has
 * overtaken lengthens nothing.
 */
export function readLife({ expiresAt, endsAt = expiresAt }: { expiresAt: number; endsAt?: number | undefined }): Life {
  return { endsAt, expiresAt: Math.min(endsAt, expiresAt) }
}

/** What a ceiling changes of a life: it shortens, and never lengthens; as parts of an item's update. */
export function changeLife({ expiresAt, endsAt }: Life, ceiling: number | undefined): { set: string; values: Item } {
  if (ceiling === undefined || ceiling >= endsAt) return { set: '', values: {} }
  const set = ceiling < expiresAt ? ', endsAt = :endsAt, expiresAt = :endsAt' : ', endsAt = :endsAt'
  return { set, values: { ':endsAt': ceiling } }
}

/**
 * When a session that is used now ends, unless it is used again.
 *
 * @param idle the limit, in seconds
 * @param now seconds since the epoch
 * @returns undefined while less than a quarter of the limit has gone by since it was last written down
 */
export function prolongedUntil({ expiresAt, endsAt }: Life, idle: number, now: number): number | undefined {
  const early = now + idle - expiresAt < idle / 4
  return early || expiresAt >= endsAt ? undefined : Math.min(endsAt, now + idle)
}

/** Prolongs an item of the table, if it still lives: no use brings an ended one back, passes its end, or shortens it. */
export async function prolong(table: Table, pk: string, until: number, now: number): Promise<void> {
  await table.update(pk, 'SET expiresAt = :until', {
    when: 'attribute_exists(pk) AND expiresAt > :now AND expiresAt < :until AND endsAt >= :until',
    values: { ':now': now, ':until': until },
  })
}
