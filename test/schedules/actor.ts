import { AsyncLocalStorage } from 'node:async_hooks'
import { withDeadline } from '#shared/deadline'
import { busy, type Time } from './time.ts'
import type { Turns } from './turns.ts'

/** What a function has for its answer, in milliseconds (`infra/`). */
const FUNCTION_MILLISECONDS = 14_000

/** One call of an endpoint, in a process of its own. */
export type Actor = ReturnType<typeof createActor>

const acting = new AsyncLocalStorage<Actor>()

/** Who acts now; undefined while a case is prepared or judged. */
export function currentActor(): Actor | undefined {
  return acting.getStore()
}

const never = () => new Promise<never>(() => undefined)

/** What befalls an actor, by the number of its turn. */
export interface Fate {
  /** Its process is killed. */
  readonly diesAt?: number | undefined
  /** It stands still until many turns of others are over. */
  readonly stallsAt?: number | undefined
}

/** How long who stalls stands still, in turns of others. */
const STALL = 30

/** Makes an actor, each of whose effects waits for two turns: one before it happens, one before its answer arrives. */
export function createActor(turns: Turns, time: Time, name: string, { diesAt, stallsAt }: Fate = {}) {
  let taken = 0
  let gaveUp = false
  let failed = false
  let log = ''
  const actor = {
    name,
    time,
    isDead: () => diesAt !== undefined && taken >= diesAt,

    /** Whether some answer never came, so that it doesn't know what it did. */
    hasGivenUp: () => gaveUp,
    /** Whether its caller was told that it failed. */
    hasFailed: () => failed,

    /** Takes down what it writes to the log. */
    logs(line: string): void {
      log += line
    },
    hasLogged: (event: string) => log.includes(event),

    /** Waits for a turn of its own; a dead one has none. */
    async turn(label: string): Promise<void> {
      await turns.next(`${name}: ${label}`)
      taken += 1
      if (taken === stallsAt) await turns.stall(STALL)
      if (actor.isDead()) await never()
    },

    /**
     * Does something to the outside. Who gives up never hears whether it happened; it happens no later than that.
     *
     * @param late what it gives up with, once it does
     */
    async effect<T>(label: string, late: Promise<Error>, run: () => Promise<T>): Promise<T> {
      let over = false
      const done = async () => {
        await actor.turn(`${label} →`)
        if (over) await never()
        const answer = await busy.during(run)
        await actor.turn(`${label} ←`)
        return answer
      }
      const lost = (error: Error) => {
        gaveUp = true
        throw error
      }
      try {
        return await Promise.race([done(), late.then(lost)])
      } finally {
        over = true
        if (actor.isDead()) await never()
      }
    },

    async pause(milliseconds: number): Promise<void> {
      const until = time.clock() + milliseconds
      await actor.turn('waits')
      await time.advance(until)
    },

    /** Runs to the end, or to its death. */
    act<T>(run: () => Promise<T>): Promise<T> {
      return acting.run(actor, async () => {
        await actor.turn('begins')
        return withDeadline(FUNCTION_MILLISECONDS, run).catch((error: unknown) => {
          failed = true
          throw error
        })
      })
    },
  }
  return actor
}
