import type { Core } from '../../core.ts'
import { refusals } from '../errors.ts'
import { FIELDS, PAGING, pageOf } from '../paging.ts'
import { route } from '../route.ts'
import { indexUser } from '../search/document.ts'
import { selects } from '../search/evaluate.ts'
import { parse, type Query } from '../search/parse.ts'
import { QuerySyntaxError } from '../search/syntax-error.ts'
import { type Profile, pick, profileOf } from './profile.ts'
import { sortBy } from './sort.ts'

/**
 * `GET /users`: the search of users, by the index, which may lag behind (`searchDelay`). Without `primary_order` the
 * order is the reverse: Auth0 promises none.
 *
 * @see https://auth0.com/docs/manage-users/user-search/list-and-search-users
 */
export const listUsers = route({
  method: 'GET',
  path: '/users',
  scopes: ['read:users'],
  query: {
    type: 'object',
    properties: {
      ...PAGING,
      ...FIELDS,
      sort: {
        type: 'string',
        pattern: '^[\\w.]+:(1|-1)$',
        description: 'Field to sort by. Use field:order where order is 1 for ascending and -1 for descending.',
      },
      q: { type: 'string', minLength: 1, description: 'Query in Lucene query string syntax.' },
      search_engine: { type: 'string', enum: ['v3'], description: 'The version of the search engine' },
      primary_order: { type: 'boolean' },
    },
  },
  serve({ core, ctx, query }) {
    if (ctx.querystring.length > core.settings.current.searchLimit) throw refusals.tooLongQuery()
    const found = search(core, query.q)
    const sorted = query.sort === undefined ? found : sortBy(found, query.sort)
    const ordered = query.primary_order === false ? sorted.toReversed() : sorted
    const shown = ordered.map((profile) => pick(profile, query))
    return { status: 200, body: pageOf(shown, 'users', query) }
  },
})

function search({ users, settings }: Core, q: string | undefined): Profile[] {
  const { searchDelay, pureNegation } = settings.current
  const indexed = searchDelay === 0 ? users.all() : users.asOf(Date.now() - searchDelay * 1000)
  const profiles = indexed.map(profileOf)
  if (q === undefined) return profiles
  const query = read(q)
  return profiles.filter((profile) => selects(query, indexUser(profile), pureNegation))
}

function read(q: string): Query {
  try {
    return parse(q)
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error
    throw refusals.invalidQuery(`Invalid query string: ${error.message}`)
  }
}
