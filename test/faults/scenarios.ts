import type { Scenario } from './scenario.ts'
import { backchannel } from './scenarios/backchannel.ts'
import { holders, logouts } from './scenarios/holders.ts'
import { logins } from './scenarios/logins.ts'
import { health, management } from './scenarios/management.ts'

/** Every endpoint, in each way that makes other calls. */
export const scenarios: readonly Scenario[] = [...logins, ...holders, ...logouts, backchannel, ...management, ...health]

/** The scenario of a name. */
export function scenarioOf(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name)
  if (!found) throw new Error(`There is no scenario "${name}"`)
  return found
}
