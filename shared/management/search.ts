import { invalidRequest } from '../errors.ts'
import { type HttpEvent, header } from '../http/request.ts'
import { userQuery } from '../search/query.ts'

/** Parameters that page and shape the answer; all others search. */
const SHAPING = new Set(['_l', '_sk', '_s', '_p', '_q', 'connection'])

/** A search for users, as HTTP brings it. */
export interface SearchRequest {
  /** Auth0's `q`; the connection filter is its last part. */
  readonly q: string
  /** A parameter that stands once. */
  one(name: string): string | undefined
}

/**
 * Reads the search of `GET /users` and `GET /users/count`.
 *
 * @param connections names of the supported connections
 * @throws ServiceError `invalid_request` naming the parameter at fault
 */
export function readSearch(event: HttpEvent, connections: readonly string[]): SearchRequest {
  const query = new URLSearchParams(event.rawQueryString)
  const one = (name: string) => {
    const [value, ...more] = query.getAll(name)
    if (more.length > 0) throw invalidRequest(`${name} stands twice`)
    return value
  }
  const q = userQuery(
    {
      parameters: [...query].filter(([name]) => !SHAPING.has(name)),
      connections: query.getAll('connection'),
      q: one('_q'),
      aclRows: header(event, 'acl_rows'),
    },
    connections,
  )
  return { q, one }
}
