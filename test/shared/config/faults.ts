import { ConfigError, parseConfig } from '#shared/config/config'
import type { RuleOptions } from '#shared/config/rules'

type Values = Readonly<Record<string, string | undefined>>

/** The keys that are at fault in a configuration; none when it may be used. */
export function faultsOf(json: unknown, values: Values = {}, options: RuleOptions = { local: false }): string[] {
  try {
    parseConfig(json, values, options)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ key }) => key)
    throw error
  }
}
