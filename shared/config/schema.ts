import * as v from 'valibot'
import { LONGEST_ITEM } from '../environment.ts'

const text = v.pipe(v.string('must be text'), v.minLength(1, 'must not be empty'))
const texts = v.array(text, 'must be a list of texts')

const cookie = v.strictObject({
  name: v.optional(v.pipe(text, v.regex(/^[A-Za-z0-9_-]+$/, 'may hold letters, digits, _ and - only'))),
  domain: v.optional(v.pipe(text, v.regex(/^[a-z0-9.-]+$/i, 'must be a host name'))),
  path: v.optional(v.pipe(text, v.regex(/^\/[^;\s]*$/, 'must begin with / and hold no ; or space'))),
})

/** Algorithms that Auth0 signs with and that need no shared secret (RFC 8725 section 3.2). */
const algorithm = v.picklist(
  ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'],
  'must be an asymmetric algorithm such as RS256',
)

const LIFE = `must be a whole number of seconds, 60 to ${LONGEST_ITEM} (40 days)`
const life = v.pipe(v.number(LIFE), v.integer(LIFE), v.minValue(60, LIFE), v.maxValue(LONGEST_ITEM, LIFE))

const CAP = 'must be a whole number of sessions, 1 or more'
const sessionsPerUser = v.pipe(v.number(CAP), v.safeInteger(CAP), v.minValue(1, CAP))

const client = v.strictObject({
  auth0Url: text,
  clientId: text,
  clientSecret: text,
  redirectUrl: text,
  scopes: v.pipe(texts, v.minLength(1, 'must name at least one scope')),
  audience: v.optional(text),
  supportedSigningAlgs: v.optional(v.pipe(v.array(algorithm), v.minLength(1, 'must name at least one algorithm'))),
  supportedConnections: v.optional(texts),
  defaultConnection: v.optional(text),
  sameSite: v.optional(v.picklist(['Lax', 'None', 'Strict'], 'must be Lax, None or Strict')),
  authorizeStateRequired: v.optional(v.boolean('must be true or false')),
  allowedRedirects: v.optional(texts),
  allowedOrigins: v.optional(texts),
  hosts: v.optional(texts),
  secretHashes: v.optional(texts),
  cookie: v.optional(cookie),
  sessionSeconds: v.optional(life),
  sessionIdleSeconds: v.optional(life),
})

const whole = (most: number, least = 0) => {
  const why = `must be a whole number, ${least} to ${most}`
  return v.pipe(v.number(why), v.integer(why), v.minValue(least, why), v.maxValue(most, why))
}
const passwordAttempts = v.strictObject({ limit: v.optional(whole(100)), seconds: v.optional(whole(86_400, 1)) })

const managementClient = v.strictObject({
  auth0Url: text,
  clientId: text,
  clientSecret: text,
  supportedConnections: v.optional(texts),
  defaultCreateUserConnection: v.optional(text),
  supportedConnectionsMap: v.optional(v.record(text, v.strictObject({ connectionId: text }))),
  defaultManagementConnectionName: v.optional(text),
})

/** The original service's configuration and our additions; unknown keys are refused. */
export const ConfigSchema = v.strictObject({
  clients: v.record(text, client),
  defaultClient: v.optional(text),
  customClaimsNamespaces: v.optional(texts),
  sessionsPerUser: v.optional(sessionsPerUser),
  auth0TenantUrl: v.optional(text),
  passwordAttempts: v.optional(passwordAttempts),
  managementClient: v.optional(managementClient),
  management: v.optional(
    v.strictObject({ groups: v.optional(texts), permissions: v.optional(texts), clients: v.optional(texts) }),
  ),
})

/** A configuration whose shape was checked; its rules across fields may still be broken. */
export type ConfigShape = v.InferOutput<typeof ConfigSchema>
export type ClientShape = ConfigShape['clients'][string]

/** One fault of a configuration: which key, why, and what to do. */
export interface Fault {
  /** Path of the key, such as `clients.cms.defaultConnection`. */
  readonly key: string
  readonly why: string
}

/**
 * Checks the shape of a configuration.
 *
 * @param value parsed JSON
 * @returns the shape, or every fault found
 */
export function checkShape(value: unknown): { shape: ConfigShape } | { faults: readonly Fault[] } {
  const reserved = reservedKeys(value, '')
  if (reserved.length > 0) return { faults: reserved }
  const result = v.safeParse(ConfigSchema, value)
  if (result.success) return { shape: result.output }
  return { faults: result.issues.map(toFault) }
}

/** Names that every object has: a map would drop such a key in silence. */
function reservedKeys(value: unknown, path: string): readonly Fault[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => {
    const key = path === '' ? name : `${path}.${name}`
    if (['__proto__', 'prototype', 'constructor'].includes(name))
      return [{ key, why: 'is no name to use; take another' }]
    return reservedKeys(item, key)
  })
}

function toFault(issue: v.BaseIssue<unknown>): Fault {
  const key = v.getDotPath(issue) ?? '(the whole file)'
  if (issue.expected === 'never') return { key, why: 'is not a known key; check its spelling or take it out' }
  if (issue.received === 'undefined') return { key, why: 'is missing; add it' }
  return { key, why: issue.message }
}
