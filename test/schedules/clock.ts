import { afterEach, beforeEach, vi } from 'vitest'
import { currentActor } from './actor.ts'

/** Deadlines and timeouts of actors go by the time of their case, and their log lines are their own. */
export function useModelTime(): void {
  beforeEach(() => {
    const uptime = process.uptime.bind(process)
    vi.spyOn(process, 'uptime').mockImplementation(() => {
      const actor = currentActor()
      return actor ? actor.time.clock() / 1000 : uptime()
    })
    const timeout = AbortSignal.timeout.bind(AbortSignal)
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      const actor = currentActor()
      if (!actor) return timeout(milliseconds)
      const controller = new AbortController()
      void actor.time.alarm(milliseconds).then(() => controller.abort(new DOMException('Timeout', 'TimeoutError')))
      return controller.signal
    })
  })
  beforeEach(() => {
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      currentActor()?.logs(String(chunk))
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
}
