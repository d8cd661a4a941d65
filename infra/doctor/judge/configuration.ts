import { ok, type Result, unknown, wrong } from '#infra/doctor/result'
import { type Config, ConfigError, parseConfig } from '#shared/config/config'
import type { RuleOptions } from '#shared/config/rules'

const SUBJECT = 'Configuration'

/** What is judged: the parsed file, and the plain parameters as far as they are known. */
export interface Filling {
  readonly json: unknown
  /** Names of all plain placeholders. */
  readonly plain: readonly string[]
  readonly values: Readonly<Record<string, string>>
}

/**
 * Judges the configuration with the stage's real values by all of its rules, as the functions do when they start.
 *
 * @returns the checked configuration too, when it may be used
 */
export function judgeConfiguration(
  { json, plain, values }: Filling,
  options: RuleOptions,
): { readonly results: readonly Result[]; readonly config?: Config } {
  const missing = plain.filter((name) => !Object.hasOwn(values, name))
  if (missing.length > 0) {
    return {
      results: [unknown(SUBJECT, 'Whether it passes its rules', { says: `${missing.join(', ')} must be there first` })],
    }
  }
  try {
    const config = parseConfig(json, values, options)
    return { config, results: [ok(SUBJECT, 'It passes all rules with the values of this stage')] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return {
      results: error.faults.map(({ key, why }) => wrong(SUBJECT, `${key} ${why}`, 'Mend the parameter or the file')),
    }
  }
}
