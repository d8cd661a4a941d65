/**
 * Does something with each item, with a few of them at a time.
 *
 * @param most how many at once
 * @throws whatever `run` throws
 */
export async function inParallel<T>(items: readonly T[], most: number, run: (item: T) => Promise<void>): Promise<void> {
  // All workers draw from the one iterator.
  const left = items.values()
  const work = async () => {
    for (const item of left) await run(item)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work))
}

/**
 * Waits for all of them before it throws the first failure: nothing runs on behind an answer, to be frozen with it.
 *
 * @throws whatever the first one that failed was rejected with
 */
export async function allSettled<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}
