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
