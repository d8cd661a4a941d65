import { itemKey } from './key.ts'
import type { Table } from './table.ts'

/**
 * Does something once in a while, and nothing while it is too early. What failed does not count.
 *
 * @param name what is limited, such as a mail to an address; only its fingerprint is kept
 * @param seconds how long it is not done again
 * @throws whatever `run` throws
 */
export async function throttle(
  { table, clock }: { table: Table; clock: () => number },
  name: string,
  seconds: number,
  run: () => Promise<void>,
): Promise<void> {
  const now = Math.floor(clock() / 1000)
  const pk = itemKey('cache', `throttle ${name}`)
  const passed = await table.update(pk, 'SET expiresAt = :until', {
    when: 'attribute_not_exists(pk) OR expiresAt <= :now',
    values: { ':until': now + seconds, ':now': now },
  })
  if (!passed) return
  await run().catch(async (error: unknown) => {
    await table.take(pk)
    throw error
  })
}
