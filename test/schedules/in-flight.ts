import { type Actor, currentActor } from './actor.ts'

/** Watches over refreshes of the same token that somebody waits for at the same time; who was killed waits no more. */
export function createInFlight(violations: string[]) {
  const asking = new Map<string, Set<Actor>>()
  return async <T>(token: string | undefined, run: () => Promise<T>): Promise<T> => {
    const actor = currentActor()
    if (!actor || token === undefined) return run()
    const all = asking.get(token) ?? new Set()
    asking.set(token, all.add(actor))
    const alive = [...all].filter((one) => !one.isDead()).map(({ name }) => name)
    if (alive.length > 1) violations.push(`${alive.join(' and ')} refresh ${token} at once`)
    return run().finally(() => all.delete(actor))
  }
}
