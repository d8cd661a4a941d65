import { itemKey } from './key.ts'
import type { Table } from './table.ts'

/**
 * Lets something through once in a while.
 *
 * @param name what is limited, such as a mail to an address; only its fingerprint is kept
 * @param seconds how long nothing more goes through
 * @returns false while it is too early
 */
export async function passThrottle(
  { table, clock }: { table: Table; clock: () => number },
  name: string,
  seconds: number,
): Promise<boolean> {
  const now = Math.floor(clock() / 1000)
  const passed = await table.update(itemKey('cache', `throttle ${name}`), 'SET expiresAt = :until', {
    when: 'attribute_not_exists(pk) OR expiresAt <= :now',
    values: { ':until': now + seconds, ':now': now },
  })
  return passed !== undefined
}
