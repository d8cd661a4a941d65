import { randomUUID } from 'node:crypto'
import { itemKey } from './key.ts'
import type { Table } from './table.ts'

/**
 * Does something once in a while, and nothing while it is too early. What failed does not count.
 *
 * @param name what is limited, such as a mail to an address; only its fingerprint is kept
 * @param seconds how long it is not done again
 * @returns whether it was done
 * @throws whatever `run` throws
 */
export async function throttle(
  { table, clock }: { table: Table; clock: () => number },
  name: string,
  seconds: number,
  run: () => Promise<void>,
): Promise<boolean> {
  const now = Math.floor(clock() / 1000)
  const pk = itemKey('cache', `throttle ${name}`)
  // A second attempt of the SDK, when the answer to the first one was lost, is no repetition.
  const call = randomUUID()
  const passed = await table.update(pk, 'SET expiresAt = :until, takenBy = :call', {
    when: 'attribute_not_exists(pk) OR expiresAt <= :now OR takenBy = :call',
    values: { ':until': now + seconds, ':now': now, ':call': call },
  })
  if (!passed) return false
  await run().catch(async (error: unknown) => {
    await table.take(pk, { when: 'takenBy = :call', values: { ':call': call } })
    throw error
  })
  return true
}
