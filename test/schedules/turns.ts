import type fc from 'fast-check'
import { busy } from './time.ts'

export type Turns = ReturnType<typeof createTurns>

/** The turns of all actors: one is taken after the other, as the scheduler likes. */
export function createTurns(scheduler: fc.Scheduler) {
  const stalled = new Set<{ turns: number; readonly goOn: () => void }>()

  /** Whoever has stood still for long enough goes on; the first one, when nobody else can. */
  async function wake(): Promise<void> {
    for (const one of stalled) {
      one.turns -= 1
      if (one.turns > 0 && scheduler.count() > 0) continue
      stalled.delete(one)
      one.goOn()
      await busy.idle()
    }
  }

  return {
    /** Waits for a turn. */
    next: (label: string): Promise<void> => scheduler.schedule(Promise.resolve(), label),

    /** Stands still for so many turns of others. */
    stall(turns: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>()
      stalled.add({ turns, goOn: resolve })
      return promise
    },

    /** Releases turn after turn until none is left. What follows from one has come to its next turn before the next. */
    async takeAll(): Promise<void> {
      while (scheduler.count() + stalled.size > 0) {
        if (scheduler.count() > 0) await scheduler.waitOne()
        await busy.idle()
        await wake()
      }
    },
  }
}
