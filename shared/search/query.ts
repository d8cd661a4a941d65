import { invalidRequest } from '../errors.ts'
import { type Field, searchField, shown } from './fields.ts'
import { parseFilter } from './filter.ts'
import { inParentheses } from './lucene.ts'
import { matching } from './patterns.ts'
import { anyOf, type Filter } from './tree.ts'

/** What `GET /users` was asked for; all of it holds together, and nothing of it is checked yet. */
export interface UserSearch {
  /** `email`, `nickname`, `username`, `name` and `app_metadata.*`; `*` stands for anything, several of a name are OR-ed. */
  readonly parameters?: Iterable<readonly [name: string, value: string]>
  /** Names of connections, OR-ed. */
  readonly connections?: readonly string[]
  /** `_q`: a filter as JSON. */
  readonly q?: string | undefined
  /** The header `acl_rows`: a filter as JSON. One that is there but empty is refused: access is never widened by a slip. */
  readonly aclRows?: string | undefined
}

const PARAMETERS: readonly string[] = ['email', 'nickname', 'username', 'name']
/** Auth0 answers 414 without telling its limit; servers commonly take 8 KB for the whole request line. */
const LONGEST = 6000
const CONNECTION = searchField('identities.connection')

/**
 * Writes the query (`q`) of a search. Each part is AND-ed in parentheses; the last one, which is always there,
 * holds the search to the supported connections.
 *
 * @param supported names of the connections whose users this stage may see; none: nobody
 * @throws ServiceError `invalid_request` naming the parameter, operator or field at fault
 */
export function userQuery(search: UserSearch, supported: readonly string[]): string {
  const parts = [
    ...parameterFilters(search.parameters ?? []),
    ...connectionFilters(search.connections ?? [], supported),
    ...jsonFilters('_q', search.q),
    ...jsonFilters('acl_rows', search.aclRows),
    within(supported),
  ]
  const query = parts.map(inParentheses).join(' AND ')
  if (encodeURIComponent(query).length > LONGEST) {
    throw invalidRequest(`The search is too long: as a query, URL-encoded, it may have ${LONGEST} characters`)
  }
  return query
}

function parameterFilters(parameters: Iterable<readonly [string, string]>): readonly Filter[] {
  const byName = Map.groupBy(parameters, ([name]) => name)
  return [...byName].map(([name, pairs]) => {
    const field = parameterField(name)
    return anyOf(pairs.map(([, value]) => matching(field, value)))
  })
}

function parameterField(name: string): Field {
  if (PARAMETERS.includes(name) || name.startsWith('app_metadata.')) return searchField(name)
  throw invalidRequest(`${shown(name)} is not a parameter to search by`)
}

function connectionFilters(asked: readonly string[], supported: readonly string[]): readonly Filter[] {
  if (asked.some((connection) => !supported.includes(connection))) {
    throw invalidRequest('connection must be one of the supported connections')
  }
  return asked.length === 0 ? [] : [within(asked)]
}

function within(connections: readonly string[]): Filter {
  return { is: 'oneOf', field: CONNECTION, values: connections }
}

function jsonFilters(name: string, json: string | undefined): readonly Filter[] {
  return json === undefined ? [] : [parseFilter(parseJson(name, json))]
}

function parseJson(name: string, json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw invalidRequest(`${name} must be JSON`)
  }
}
