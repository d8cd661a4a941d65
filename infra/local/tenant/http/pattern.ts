const COLLECTIONS = /^(\/api\/v2\/(?:users|connections|device-credentials|user-blocks|jobs)\/)([^/]+)/
const NO_IDS = ['users-imports', 'verification-email']

/**
 * A path with its id replaced by `{id}`: that of a pending login or of a thing of the Management API, where each
 * would make a counter of its own.
 */
export function patternOf(path: string): string {
  if (path.startsWith('/authorize/')) return '/authorize/{id}'
  return path.replace(COLLECTIONS, (whole, before: string, id: string) =>
    NO_IDS.includes(id) ? whole : `${before}{id}`,
  )
}
