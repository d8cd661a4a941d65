import { AsyncLocalStorage } from 'node:async_hooks'
import { unavailable } from './errors.ts'
import { uptime } from './uptime.ts'

/** When the work at hand must be done: by the process's own time, which no change of the wall clock moves. */
const deadlines = new AsyncLocalStorage<number>()

/**
 * Runs work under a deadline: no call that it makes to the outside takes longer. Of nested deadlines the earliest holds.
 *
 * @param milliseconds from now
 */
export function withDeadline<T>(milliseconds: number, run: () => T): T {
  return deadlines.run(uptime() + Math.min(milliseconds, timeLeft()), run)
}

/**
 * Runs work under a deadline that spares some of the time that is left, for what has to follow.
 *
 * @param milliseconds that are spared
 */
export function sparing<T>(milliseconds: number, run: () => T): T {
  return withDeadline(timeLeft() - milliseconds, run)
}

/** Milliseconds until the deadline; infinite where there is none. */
export function timeLeft(): number {
  return (deadlines.getStore() ?? Number.POSITIVE_INFINITY) - uptime()
}

/**
 * What a call to the outside may take: its own limit, or what is left when that is less.
 *
 * @param milliseconds its own limit
 * @param least it is not worth beginning with less than this
 * @throws ServiceError `temporarily_unavailable` when too little is left
 */
export function limitOf(milliseconds: number, least = 1): number {
  const left = Math.floor(timeLeft())
  if (left < least) throw unavailable('This takes too long')
  return Math.min(milliseconds, left)
}

/**
 * A signal that ends a call to the outside when {@link limitOf} is over, its body included.
 *
 * @throws ServiceError as {@link limitOf}
 */
export function timeLimit(milliseconds: number, least?: number): AbortSignal {
  return AbortSignal.timeout(limitOf(milliseconds, least))
}
