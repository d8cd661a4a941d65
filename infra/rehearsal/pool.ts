import { type Deployed, type Environment, type Launch, startEnvironment } from './environment.ts'

/** All execution environments of a stage. */
export interface Pool {
  /**
   * Calls a function in an environment that is free, or in a new one, as Lambda does.
   *
   * @param name logical id of the function
   */
  invoke(name: string, event: unknown): Promise<unknown>
  /** Ends every environment. */
  close(): Promise<void>
}

/** Makes a pool that starts environments as they are needed. */
export function createPool(functions: ReadonlyMap<string, Deployed>, launch: Launch): Pool {
  const idle = new Map<string, Environment[]>()
  const all = new Set<Environment>()

  async function take(name: string): Promise<Environment> {
    const free = idle.get(name)?.pop()
    if (free?.alive()) return free
    const fn = functions.get(name)
    if (!fn) throw new Error(`There is no function ${name}`)
    const started = await startEnvironment(fn, launch)
    all.add(started)
    return started
  }

  return {
    async invoke(name, event) {
      const environment = await take(name)
      try {
        return await environment.invoke(event)
      } catch (error) {
        launch.onLog(JSON.stringify({ level: 'ERROR', function: name, message: String(error) }))
        throw error
      } finally {
        if (environment.alive()) idle.set(name, [...(idle.get(name) ?? []), environment])
      }
    },
    async close() {
      await Promise.all([...all].map((environment) => environment.kill()))
    },
  }
}
