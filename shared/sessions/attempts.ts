import { randomUUID } from 'node:crypto'
import { ServiceError } from '../errors.ts'
import { itemKey } from './key.ts'
import type { Table } from './table.ts'

/** How many attempts there may be within some seconds, which begin with the first of them. */
export interface AttemptLimit {
  readonly limit: number
  readonly seconds: number
}

export type Attempts = ReturnType<typeof createAttempts>

/**
 * Counts attempts in the table, each before it is made, so that those of many instances at once never exceed a limit. Each
 * is a member of a set: a write that is sent again, since its answer was lost, counts or takes back what it did before.
 *
 * @param needs the table, and a clock in milliseconds since the epoch
 */
export function createAttempts({ table, clock }: { table: Table; clock: () => number }) {
  const refused = async (pk: string, now: number) => {
    const retryAfter = Math.max(1, Number((await table.read(pk))?.['expiresAt'] ?? 0) - now)
    return new ServiceError('too_many_attempts', 'Too many attempts: try again later', { retryAfter })
  }
  return {
    /**
     * Counts an attempt.
     *
     * @param name what is attempted, and by whom; only its fingerprint is kept
     * @returns takes it back
     * @throws ServiceError `too_many_attempts`, with the rest of the window as `Retry-After`
     */
    async begin(name: string, { limit, seconds }: AttemptLimit): Promise<() => Promise<void>> {
      const [now, pk, id] = [Math.floor(clock() / 1000), itemKey('cache', `attempts ${name}`), randomUUID()]
      const attempt = new Set([id])
      const opened = await table.update(pk, 'SET attempts = :attempt, expiresAt = :until', {
        when: 'attribute_not_exists(pk) OR expiresAt <= :now',
        values: { ':attempt': attempt, ':until': now + seconds, ':now': now },
      })
      const joined = opened ?? (await join(table, pk, { id, attempt, now, limit }))
      if (!joined) throw await refused(pk, now)
      return async () => {
        await table.update(pk, 'DELETE attempts :attempt', {
          when: 'attribute_exists(pk)',
          values: { ':attempt': attempt },
        })
      }
    },
  }
}

/** Counts an attempt in the window that is open, if there is room; taken back ones leave no set when they were all. */
function join(
  table: Table,
  pk: string,
  { id, attempt, now, limit }: { id: string; attempt: Set<string>; now: number; limit: number },
) {
  const room = 'attribute_not_exists(attempts) OR size(attempts) < :limit OR contains(attempts, :id)'
  return table.update(pk, 'ADD attempts :attempt', {
    when: `expiresAt > :now AND (${room})`,
    values: { ':attempt': attempt, ':id': id, ':now': now, ':limit': limit },
  })
}
