import { refusals } from './errors.ts'

/** Auth0 shows no results beyond these, however one asks. */
const REACHABLE = 1000

/** Query parameters of every endpoint that shows fields. */
export const FIELDS = {
  fields: { type: 'string', description: 'Comma-separated list of fields to include or exclude' },
  include_fields: {
    type: 'boolean',
    description: 'Whether specified fields are to be included (true) or excluded (false).',
  },
} as const

/** Query parameters of every endpoint that shows pages. */
export const PAGING = {
  page: { type: 'integer', minimum: 0, description: 'Page index of the results to return. First page is 0.' },
  per_page: { type: 'integer', minimum: 0, maximum: 100, description: 'Number of results per page.' },
  include_totals: { type: 'boolean' },
} as const

/** Query parameters of the endpoints that can go on from a thing instead of a number. */
export const CHECKPOINT = {
  from: { type: 'string', description: 'Optional Id from which to start selection.' },
  take: { type: 'integer', minimum: 1, maximum: 100, description: 'Number of results per page. Defaults to 50.' },
} as const

interface Paging {
  page?: number
  per_page?: number
  include_totals?: boolean
}

/**
 * One page of a list: a plain array, or with `include_totals` within Auth0's summary.
 *
 * @param name of the list within the summary
 * @throws ApiError invalid_paging beyond the first thousand
 * @see https://auth0.com/docs/manage-users/user-search/view-search-results-by-page
 */
export function pageOf(items: readonly unknown[], name: string, paging: Paging): unknown {
  const { page = 0, per_page = 50, include_totals = false } = paging
  const start = page * per_page
  if (start + per_page > REACHABLE) throw refusals.beyondPaging()
  const shown = items.slice(start, start + per_page)
  if (!include_totals) return shown
  const length = name === 'users' ? { length: shown.length } : {}
  return { start, limit: per_page, ...length, [name]: shown, total: items.length }
}

/**
 * Some of a list after the thing that `from` names, with the `next` to go on from if there are more.
 *
 * @throws ApiError invalid_query_string for a `from` that names nothing
 * @see https://auth0.com/docs/api/management/v2/connections/get-connections
 */
export function checkpointOf<T extends { id: string }>(
  items: readonly T[],
  { from, take = 50 }: { from?: string; take?: number },
): { shown: T[]; next?: string } {
  const start = from === undefined ? 0 : items.findIndex(({ id }) => id === from) + 1
  if (from !== undefined && start === 0) throw refusals.invalidQuery('The from parameter is not valid.')
  const shown = items.slice(start, start + take)
  const last = shown.at(-1)
  return start + take < items.length && last ? { shown, next: last.id } : { shown }
}
