import { ConfigError } from '#shared/config/config'
import { readJson } from '#shared/config/load'
import {
  fillPlaceholders,
  type PlaceholderUse,
  placeholderName,
  placeholderNames,
  placeholderUses,
} from '#shared/config/placeholders'
import { checkRules } from '#shared/config/rules'
import { type ConfigShape, checkShape, type Fault } from '#shared/config/schema'
import { variables } from '#shared/environment'

/** The configuration as the stacks see it: checked, its placeholders in place. */
export interface Configuration {
  readonly shape: ConfigShape
  /** Names of plain placeholders: each is a parameter that becomes a variable at deploy time. */
  readonly plain: readonly string[]
  /** Names of the clients' secrets, which are read at run time. */
  readonly clientSecrets: readonly string[]
  /** Name of the management client's secret, if there is one. */
  readonly managementSecret: readonly string[]
}

/** Variables that Lambda or our own stack sets. */
const TAKEN = new Set<string>([...Object.values(variables), 'PATH', 'TZ', 'LANG', 'NODE_PATH', 'NODE_OPTIONS'])

/**
 * Reads the configuration for synth, where no placeholder is filled yet.
 *
 * @throws ConfigError with every fault by its key
 */
export function readConfiguration(file: string): Configuration {
  const json = readJson(file)
  const names = placeholderNames(json)
  const standing = Object.fromEntries([...names.plain].map((name) => [name, `{{${name}}}`]))
  const braces = fillPlaceholders(json, standing).faults
  const checked = checkShape(json)
  if ('faults' in checked) throw new ConfigError([...checked.faults, ...braces])
  const faults = [...braces, ...checkRules(checked.shape, { local: false }), ...checkNames(placeholderUses(json))]
  if (faults.length > 0) throw new ConfigError(faults)
  const { clients, managementClient } = checked.shape
  return {
    shape: checked.shape,
    plain: [...names.plain].toSorted(),
    clientSecrets: secretsOf(Object.values(clients)),
    managementSecret: secretsOf(managementClient ? [managementClient] : []),
  }
}

function secretsOf(applications: readonly { readonly clientSecret: string }[]): readonly string[] {
  return [...new Set(applications.flatMap(({ clientSecret }) => placeholderName(clientSecret) ?? []))].toSorted()
}

/** A name becomes a variable or a secret, never both, and never takes the place of a variable of others. */
function checkNames(uses: readonly PlaceholderUse[]): readonly Fault[] {
  const secrets = new Set(uses.filter(({ secret }) => secret).map(({ name }) => name))
  const plain = uses.filter(({ secret }) => !secret)
  return plain.flatMap(({ key, name }) => {
    if (secrets.has(name)) return [{ key, why: `holds {{${name}}}, which is a secret elsewhere; choose another name` }]
    if (!isTaken(name)) return []
    return [{ key, why: `holds {{${name}}}, a variable that Lambda or the stack sets; choose another name` }]
  })
}

function isTaken(name: string): boolean {
  return TAKEN.has(name) || name.startsWith('AWS_') || name.startsWith('_')
}
