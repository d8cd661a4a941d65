import { randomUUID } from 'node:crypto'
import { withDeadline } from '../deadline.ts'
import { unavailable } from '../errors.ts'
import type { Condition, Table } from './table.ts'

/** What every item that is refreshed exactly once carries. */
export interface Leased {
  /** Grows by one with each refresh. */
  readonly version: number
  /** Who refreshes now; absent when nobody does. */
  readonly leaseOwner?: string | undefined
  /** When the lease ends, in milliseconds since the epoch. */
  readonly leaseUntil?: number | undefined
}

/** Times of the protocol in milliseconds; they belong together. */
export interface LeaseTimes {
  readonly lease: number
  /** What the owner has for all of it, so that a slow one never meets the next one: less than the lease. */
  readonly work: number
  /** How long the others wait for the owner's result. */
  readonly wait: number
}

export const leaseTimes: LeaseTimes = { lease: 10_000, work: 9_000, wait: 9_000 }

/** What {@link refreshOnce} does with an item; each step is given by the item's own store. */
export interface LeaseSteps<Held extends Leased> {
  /** The item as it stands now; throws when it is gone. */
  read(): Promise<Held>
  /** Takes the lease, if the version is still this one and nobody holds it. */
  take(held: Held, owner: string): Promise<boolean>
  /** Frees the lease, if it is still this owner's. */
  release(owner: string): Promise<void>
  /** Asks the tenant and writes its answer. */
  work(held: Held, owner: string): Promise<Held>
}

/** The effects of waiting. */
export interface Waiting {
  readonly clock: () => number
  readonly pause: (milliseconds: number) => Promise<void>
}

/**
 * Runs a refresh exactly once across instances: whoever takes the lease asks the tenant, all others wait for the
 * version to move and use the result.
 *
 * @param first the item as the caller read it
 * @returns the item after the refresh
 * @throws ServiceError `temporarily_unavailable` when the owner failed or does not come back in time;
 * whatever `work` and `read` throw
 */
export async function refreshOnce<Held extends Leased>(
  first: Held,
  steps: LeaseSteps<Held>,
  { clock, pause }: Waiting,
): Promise<Held> {
  const owner = randomUUID()
  const deadline = clock() + leaseTimes.wait
  let held = first
  let contended = false
  for (let round = 0; ; round++) {
    if (!isLeased(held, clock())) {
      if (contended && held.leaseOwner === undefined) throw unavailable('The renewal that this call waited for failed')
      const worked = await withDeadline(leaseTimes.work, () => takeAndWork(held, owner, steps))
      if (worked) return worked
    }
    contended = true
    if (clock() >= deadline) throw unavailable('A renewal takes too long')
    await pause(backoff(round))
    held = await steps.read()
    if (held.version !== first.version) return held
  }
}

/**
 * Condition under which the lease may be taken: the version as read, and no live lease but one's own, since a first
 * attempt may have taken it whose answer was lost.
 */
export function freeLease({ version }: Leased, owner: string, now: number): Condition {
  const free = 'attribute_not_exists(leaseUntil) OR leaseUntil <= :now OR leaseOwner = :owner'
  return {
    when: `attribute_exists(pk) AND version = :version AND (${free})`,
    values: { ':version': version, ':now': now, ':owner': owner },
  }
}

/** Condition under which the owner may still write: lease and version are its own. */
export function ownLease({ version }: Leased, owner: string): Condition {
  return {
    when: 'attribute_exists(pk) AND leaseOwner = :owner AND version = :version',
    values: { ':owner': owner, ':version': version },
  }
}

/** Takes the lease on an item of the table; tells whether it did. */
export async function takeLease(table: Table, pk: string, held: Leased, owner: string, now: number): Promise<boolean> {
  const { when, values } = freeLease(held, owner, now)
  const taken = await table.update(pk, 'SET leaseOwner = :owner, leaseUntil = :until', {
    when,
    values: { ...values, ':until': now + leaseTimes.lease },
  })
  return taken !== undefined
}

/** Frees the lease on an item of the table, if it is still this owner's. */
export async function releaseLease(table: Table, pk: string, owner: string): Promise<void> {
  await table.update(pk, 'REMOVE leaseOwner, leaseUntil', {
    when: 'leaseOwner = :owner',
    values: { ':owner': owner },
  })
}

/** Undefined when another one has the lease. */
async function takeAndWork<Held extends Leased>(
  held: Held,
  owner: string,
  steps: LeaseSteps<Held>,
): Promise<Held | undefined> {
  if (!(await steps.take(held, owner))) return undefined
  try {
    return await steps.work(held, owner)
  } catch (error) {
    // The failure is what the caller must hear of; a lease that can't be freed ends by itself.
    await steps.release(owner).catch(() => undefined)
    throw error
  }
}

function isLeased({ leaseUntil }: Leased, now: number): boolean {
  return leaseUntil !== undefined && leaseUntil > now
}

function backoff(round: number): number {
  return Math.min(50 * 1.5 ** round, 400)
}
