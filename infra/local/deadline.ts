import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits for a promise, but not for ever.
 *
 * @param seconds the time it has
 * @throws Error when the time is over; what the promise does later is ignored
 */
export async function within<T>(seconds: number, promise: Promise<T>): Promise<T> {
  const settled = new AbortController()
  const deadline = delay(seconds * 1000, undefined, { signal: settled.signal }).then(() => {
    throw new Error(`Task timed out after ${seconds.toFixed(2)} seconds`)
  })
  try {
    return await Promise.race([promise, deadline])
  } finally {
    settled.abort()
  }
}
