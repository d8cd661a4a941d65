import { setImmediate } from 'node:timers/promises'

/** Work that waits for no turn: engine, SDK and signatures take real moments, in which nothing else may be released. */
export const busy = {
  count: 0,
  async during<T>(run: () => Promise<T>): Promise<T> {
    busy.count += 1
    try {
      return await run()
    } finally {
      busy.count -= 1
    }
  },
  /** Waits for a turn in the middle of work. */
  async outside<T>(run: () => Promise<T>): Promise<T> {
    busy.count -= 1
    try {
      return await run()
    } finally {
      busy.count += 1
    }
  },
  /** Waits until all that runs has come to its next turn. */
  async idle(allowed = 0): Promise<void> {
    do await setImmediate()
    while (busy.count > allowed)
  },
}

export type Time = ReturnType<typeof createTime>

/** The time of a case: it moves only when a turn moves it, and nobody's alarm on the way is missed. */
export function createTime(start = 1_795_341_600_000) {
  let now = start
  const alarms = new Set<{ readonly at: number; readonly ring: () => void }>()

  function next(until: number) {
    const due = [...alarms].filter(({ at }) => at <= until)
    return due.sort((one, other) => one.at - other.at)[0]
  }

  return {
    clock: () => now,

    /** Resolves when so much time has gone by. */
    alarm(milliseconds: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>()
      alarms.add({ at: now + milliseconds, ring: resolve })
      return promise
    },

    /** Moves on; whoever gives up on the way goes on to their next turn first. */
    advance(until: number): Promise<void> {
      return busy.during(async () => {
        for (let alarm = next(until); alarm; alarm = next(until)) {
          alarms.delete(alarm)
          now = Math.max(now, alarm.at)
          alarm.ring()
          await busy.idle(1)
        }
        now = Math.max(now, until)
      })
    },
  }
}
