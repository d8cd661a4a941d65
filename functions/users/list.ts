import { json } from '#shared/http/responses'
import { managementEndpoint } from '#shared/management/endpoint'
import { coveringPages, readWanted } from '#shared/management/paging'
import { readSearch } from '#shared/management/search'
import { fieldsOf, sortOf } from '#shared/search/listing'

/** Pages of one search need one order; the id is a user's only stable property. */
const STABLE_ORDER = 'user_id:1'

/** `GET /users`: the users of this stage's connections that a search finds. */
export const handler = managementEndpoint(async (event, { users, client }) => {
  const { q, one } = readSearch(event, client.connections)
  const [sort, projection] = [one('_s'), one('_p')]
  const wanted = readWanted(one('_sk'), one('_l'))
  const { pages, offset } = coveringPages(wanted)
  const shape = {
    q,
    sort: sort === undefined ? STABLE_ORDER : sortOf(sort),
    ...(projection !== undefined && { fields: fieldsOf(projection), include_fields: true }),
  }
  const found = []
  for (const { page, perPage } of pages) {
    const part = await users.search({ ...shape, page, per_page: perPage })
    found.push(...part.users)
  }
  return json(found.slice(offset, offset + wanted.limit))
})
