import { setTimeout } from 'node:timers/promises'
import type { Config } from './config/config.ts'
import { loadConfig } from './config/load.ts'
import { limitOf } from './deadline.ts'
import { type Environment, readEnvironment } from './environment.ts'

/** What every function knows: its surroundings, the checked configuration, and the effects of time. */
export interface Stage extends Pick<Environment, 'stage' | 'table' | 'sessionSeconds' | 'replaySeconds'> {
  readonly config: Config
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  /** Never longer than what is left of the request's time. */
  readonly pause: (milliseconds: number) => Promise<void>
}

/**
 * Opens the stage at cold start.
 *
 * @throws Error naming a missing variable, ConfigError naming each key at fault
 */
export function openStage(): Stage {
  const environment = readEnvironment()
  const config = loadConfig(environment)
  const { stage, table, sessionSeconds, replaySeconds } = environment
  return {
    stage,
    table,
    sessionSeconds,
    replaySeconds,
    config,
    clock: () => Date.now(),
    pause: async (milliseconds) => setTimeout(limitOf(milliseconds)),
  }
}
