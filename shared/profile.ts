import type { IdTokenClaims } from './tokens.ts'

/** Claims of the protocol, which say nothing of the user (OIDC Core section 2, RFC 7519 section 4.1, Auth0's own). */
const PROTOCOL_CLAIMS: ReadonlySet<string> = new Set(
  'iss aud exp nbf iat jti nonce at_hash c_hash s_hash azp sid session_expiry auth_time acr amr events trace_id'.split(
    ' ',
  ),
)

/**
 * The user's profile as `/userinfo` shows it: the claims of an ID token without those of the protocol; custom claims
 * of the namespaces under their last path segment; `groups` at the top when `app_metadata.groups` is a list.
 *
 * @param namespaces the configuration's `customClaimsNamespaces`: whole claim names or their beginnings
 */
export function toProfile(claims: IdTokenClaims, namespaces: readonly string[]): Record<string, unknown> {
  const entries = Object.entries(claims).filter(([name]) => !PROTOCOL_CLAIMS.has(name))
  const own = entries.filter(([name]) => !isNamespaced(name))
  const custom = entries
    .filter(([name]) => isNamespaced(name) && namespaces.some((namespace) => belongsTo(name, namespace)))
    .map(([name, value]) => [lastSegment(name), value] as const)
    .filter(([name]) => name !== '' && !PROTOCOL_CLAIMS.has(name))
  const profile = Object.fromEntries([...custom, ...own])
  const groups = groupsOf(profile['app_metadata'])
  return groups ? { ...profile, groups } : profile
}

function isNamespaced(name: string): boolean {
  return URL.canParse(name)
}

function belongsTo(name: string, namespace: string): boolean {
  return name === namespace || name.startsWith(namespace.endsWith('/') ? namespace : `${namespace}/`)
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

function groupsOf(metadata: unknown): unknown[] | undefined {
  if (typeof metadata !== 'object' || metadata === null || !('groups' in metadata)) return undefined
  return Array.isArray(metadata.groups) ? metadata.groups : undefined
}
