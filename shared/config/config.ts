import { type ManagementAccess, type ManagementClient, toManagementAccess, toManagementClient } from './management.ts'
import { fillPlaceholders } from './placeholders.ts'
import { checkRules, type RuleOptions } from './rules.ts'
import { type ClientShape, type ConfigShape, checkShape, type Fault } from './schema.ts'
import { type Secret, toSecret } from './secret.ts'

/** The cookie that carries a client's session id. */
export interface CookieSettings {
  readonly name: string
  readonly path: string
  readonly domain?: string
  readonly sameSite?: 'Lax' | 'None' | 'Strict'
}

/** An application of the tenant that people log in to, checked and with its defaults. */
export interface Client {
  readonly type: string
  /** Address of the tenant without a final slash. */
  readonly auth0Url: string
  readonly clientId: string
  readonly clientSecret: Secret
  readonly redirectUrl: string
  /** Scopes for Auth0: `openid` once, `website` never. */
  readonly scopes: readonly string[]
  /** Logins of this client end in a cookie session, never in tokens for the caller. */
  readonly website: boolean
  readonly audience: string | undefined
  readonly signingAlgs: readonly string[]
  readonly supportedConnections: readonly string[]
  readonly defaultConnection: string | undefined
  readonly authorizeStateRequired: boolean
  readonly allowedRedirects: readonly string[]
  readonly allowedOrigins: readonly string[]
  /** Host names without port, as API Gateway tells them. */
  readonly hosts: readonly string[]
  readonly secretHashes: readonly string[]
  readonly cookie: CookieSettings
  readonly sessionSeconds: number | undefined
  /** How long a session lives without being used; undefined when that ends none. */
  readonly sessionIdleSeconds: number | undefined
}

/** The whole configuration, checked. */
export interface Config {
  readonly clients: ReadonlyMap<string, Client>
  readonly defaultClient: Client | undefined
  readonly customClaimsNamespaces: readonly string[]
  /** Most cookie sessions of a user; undefined when there is no limit. */
  readonly sessionsPerUser: number | undefined
  /** How many failed passwords there may be within some seconds, by address and user name; 0 limits nothing. */
  readonly passwordAttempts: { readonly limit: number; readonly seconds: number }
  /** The application that manages the tenant's users; undefined when users are not managed here. */
  readonly managementClient: ManagementClient | undefined
  readonly management: ManagementAccess
}

/** A configuration that must not be used; the message names each key, why, and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    super(faults.map(({ key, why }) => `${key} ${why}`).join('\n'))
    this.faults = faults
  }
}

/**
 * Turns parsed JSON into a checked configuration.
 *
 * @param json the parsed file
 * @param values variables that fill the placeholders
 * @throws ConfigError with every fault found
 */
export function parseConfig(
  json: unknown,
  values: Readonly<Record<string, string | undefined>>,
  options: RuleOptions,
): Config {
  const { filled, faults } = fillPlaceholders(json, values)
  const checked = checkShape(filled)
  if ('faults' in checked) throw new ConfigError([...checked.faults, ...faults])
  const all = [...faults, ...checkRules(checked.shape, options)]
  if (all.length > 0) throw new ConfigError(all)
  return toConfig(checked.shape)
}

function toConfig(shape: ConfigShape): Config {
  const clients = new Map(Object.entries(shape.clients).map(([type, client]) => [type, toClient(type, client)]))
  return {
    clients,
    defaultClient: shape.defaultClient === undefined ? undefined : clients.get(shape.defaultClient),
    customClaimsNamespaces: shape.customClaimsNamespaces ?? [],
    sessionsPerUser: shape.sessionsPerUser,
    passwordAttempts: toAttemptLimit(shape),
    managementClient: toManagementClient(shape),
    management: toManagementAccess(shape),
  }
}

function toClient(type: string, shape: ClientShape): Client {
  return {
    type,
    auth0Url: new URL(shape.auth0Url).origin,
    clientId: shape.clientId,
    clientSecret: toSecret(shape.clientSecret),
    redirectUrl: shape.redirectUrl,
    scopes: [...new Set(['openid', ...shape.scopes])].filter((scope) => scope !== 'website'),
    website: shape.scopes.includes('website'),
    audience: shape.audience,
    signingAlgs: shape.supportedSigningAlgs ?? ['RS256'],
    supportedConnections: shape.supportedConnections ?? [],
    defaultConnection: shape.defaultConnection,
    authorizeStateRequired: shape.authorizeStateRequired ?? false,
    allowedRedirects: shape.allowedRedirects ?? [],
    allowedOrigins: shape.allowedOrigins ?? [],
    hosts: (shape.hosts ?? []).map((host) => new URL(`https://${host}`).hostname),
    secretHashes: shape.secretHashes ?? [],
    cookie: toCookie(shape),
    sessionSeconds: shape.sessionSeconds,
    sessionIdleSeconds: shape.sessionIdleSeconds,
  }
}

function toAttemptLimit({ passwordAttempts: { limit = 10, seconds = 60 } = {} }: ConfigShape) {
  return { limit, seconds }
}

function toCookie({ cookie, sameSite }: ClientShape): CookieSettings {
  return {
    name: cookie?.name ?? 'sid',
    path: cookie?.path ?? '/',
    ...(cookie?.domain !== undefined && { domain: cookie.domain }),
    ...(sameSite !== undefined && { sameSite }),
  }
}
