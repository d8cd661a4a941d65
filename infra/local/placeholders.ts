import { createHash } from 'node:crypto'
import { type Config, ConfigError, parseConfig } from '#shared/config/config'
import { fillPlaceholders, placeholderName, placeholderNames } from '#shared/config/placeholders'
import { type ConfigShape, checkShape } from '#shared/config/schema'
import type { Secrets } from './parameters.ts'

/** The connection that every new Auth0 tenant has. */
export const DEFAULT_CONNECTION = 'Username-Password-Authentication'
/** What a caller of the local stage sends as `secret`. */
export const CALLER_SECRET = 'local-secret'
/** Lower-case hexadecimal SHA-256 of {@link CALLER_SECRET}. */
export const CALLER_SECRET_HASH = createHash('sha256').update(CALLER_SECRET).digest('hex')

/** What decides how placeholders are filled. */
export interface Filling {
  /** Values that the person gave. */
  readonly set: Readonly<Record<string, string>>
  readonly projectUrl: string
  /** Address of the stage's own tenant, without a final slash. */
  readonly tenantUrl: string
  /** SSM is not ours and may hold secrets that were not given. */
  readonly foreignSsm: boolean
}

/** A configuration with its placeholders filled for the local stage. */
export interface LocalConfig {
  readonly config: Config
  /** The same in the file's own shape. */
  readonly shape: ConfigShape
  /** The plain placeholders, as the variables that fill them in the functions. */
  readonly variables: Readonly<Record<string, string>>
  readonly secrets: { readonly given: Secrets; readonly fallback: Secrets }
  /** At least one application lives in the stage's own tenant. */
  readonly usesTenant: boolean
  /** Names that were given and that no placeholder has. */
  readonly unused: readonly string[]
  /** Address of the gateway, without a final slash. */
  readonly projectUrl: string
}

/**
 * Fills and checks a configuration: what was not given gets the local stage's defaults.
 *
 * @param json the parsed file
 * @throws ConfigError naming each key that can't be filled or breaks a rule
 */
export function fillLocally(json: unknown, filling: Filling): LocalConfig {
  const names = placeholderNames(json)
  const values: Record<string, string> = { ...defaults(filling), ...filling.set }
  const config = parseConfig(json, values, { local: true })
  const shape = shapeOf(json, values)
  const own = logins(shape).filter(([, { auth0Url }]) => isAt(auth0Url, filling.tenantUrl))
  return {
    config,
    shape,
    variables: pick(values, names.plain),
    secrets: { given: pick(filling.set, names.secret), fallback: fallbackSecrets(shape, filling) },
    usesTenant: own.length > 0,
    unused: Object.keys(filling.set).filter((name) => !names.plain.has(name) && !names.secret.has(name)),
    projectUrl: filling.projectUrl,
  }
}

/** Tells whether a configured `auth0Url` is the tenant at this address. */
export function isAt(auth0Url: string, tenantUrl: string): boolean {
  return new URL(auth0Url).origin === tenantUrl
}

function defaults({ projectUrl, tenantUrl }: Filling): Record<string, string> {
  return {
    PROJECT_URL: projectUrl,
    CMS_URL: projectUrl,
    AUTH0_URL: tenantUrl,
    AUTH0_CONNECTION: DEFAULT_CONNECTION,
    CMS_CLIENT_ID: 'local-cms',
    CMS_SECRET_HASH: CALLER_SECRET_HASH,
    FRONTEND_CLIENT_ID: 'local-frontend',
    MANAGEMENT_CLIENT_ID: 'local-management',
  }
}

function shapeOf(json: unknown, values: Readonly<Record<string, string>>): ConfigShape {
  const checked = checkShape(fillPlaceholders(json, values).filled)
  if ('faults' in checked) throw new ConfigError(checked.faults)
  return checked.shape
}

/** Every place of the configuration that names an application, by its key. */
function logins({ clients, managementClient }: ConfigShape) {
  const named = Object.entries(clients).map(([type, client]) => [`clients.${type}`, client] as const)
  return managementClient ? [...named, ['managementClient', managementClient] as const] : named
}

/** Secrets for the names that were not given: we choose those of our own tenant, a foreign one's we can't know. */
function fallbackSecrets(shape: ConfigShape, { set, tenantUrl, foreignSsm }: Filling): Secrets {
  const missing = logins(shape).flatMap(([key, { auth0Url, clientSecret }]) => {
    const name = placeholderName(clientSecret)
    return name === undefined || Object.hasOwn(set, name) ? [] : [{ key, auth0Url, name }]
  })
  const foreign = missing.filter(({ auth0Url }) => !isAt(auth0Url, tenantUrl))
  if (foreign.length > 0 && !foreignSsm) throw new ConfigError(foreign.map(toFault))
  const own = missing.filter(({ auth0Url }) => isAt(auth0Url, tenantUrl))
  return Object.fromEntries(own.map(({ name }) => [name, `local-${name}`]))
}

function toFault({ key, auth0Url, name }: { key: string; auth0Url: string; name: string }) {
  return {
    key: `${key}.clientSecret`,
    why: `needs {{${name}}}, the secret of an application at ${auth0Url}; set ${name}`,
  }
}

function pick(values: Readonly<Record<string, string>>, names: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)))
}
