import { json } from '#shared/http/responses'
import { managementEndpoint } from '#shared/management/endpoint'
import { readSearch } from '#shared/management/search'

/** `GET /users/count`: how many users a search finds. */
export const handler = managementEndpoint(async (event, { users, client }) => {
  const { q } = readSearch(event, client.connections)
  const { total } = await users.search({ q, page: 0, per_page: 1, include_totals: true })
  return json(total)
})
