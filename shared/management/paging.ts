import { invalidRequest } from '../errors.ts'

/** Auth0 shows the first thousand results of a search, a hundred at most at a time. */
const MOST_RESULTS = 1000
const MOST_PER_PAGE = 100

/** A page of Auth0's: `page` counts from 0. */
export interface Page {
  readonly page: number
  readonly perPage: number
}

/** Pages that hold the wanted users, and where among them those begin. */
export interface Pages {
  readonly pages: readonly Page[]
  readonly offset: number
}

/** What a caller wants: any `skip`, up to a hundred users. */
export interface Wanted {
  readonly skip: number
  readonly limit: number
}

/**
 * Reads `_sk` (default 0) and `_l` (1 to 100, default 25).
 *
 * @throws ServiceError `invalid_request` for anything else, and beyond Auth0's first thousand
 */
export function readWanted(skipText = '0', limitText = '25'): Wanted {
  const [skip, limit] = [wholeNumber('_sk', skipText), wholeNumber('_l', limitText)]
  if (limit < 1 || limit > MOST_PER_PAGE) throw invalidRequest(`_l must be 1 to ${MOST_PER_PAGE}`)
  if (skip + limit > MOST_RESULTS) {
    throw invalidRequest(`Auth0 shows the first ${MOST_RESULTS} results only: narrow the search instead of paging on`)
  }
  return { skip, limit }
}

/**
 * Finds the pages of Auth0's that hold exactly the wanted users, although `skip` need be no multiple of `limit`: one
 * page where any size fits, else two neighbours.
 */
export function coveringPages({ skip, limit }: Wanted): Pages {
  for (let perPage = limit; perPage <= MOST_PER_PAGE; perPage++) {
    const page = Math.floor(skip / perPage)
    const end = (page + 1) * perPage
    if (skip + limit <= end && end <= MOST_RESULTS) return { pages: [{ page, perPage }], offset: skip - page * perPage }
  }
  const page = Math.floor(skip / MOST_PER_PAGE)
  const neighbours = [page, page + 1].map((number) => ({ page: number, perPage: MOST_PER_PAGE }))
  return { pages: neighbours, offset: skip - page * MOST_PER_PAGE }
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw invalidRequest(`${name} must be a whole number`)
  return Number(text)
}
