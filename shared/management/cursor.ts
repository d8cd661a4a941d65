import * as v from 'valibot'
import { invalidRequest } from '../errors.ts'
import { type Position, PositionSchema } from '../sessions/active.ts'

/** Writes a position of a listing for a URL; it holds no secret, and nothing is trusted of it when it comes back. */
export function writeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/**
 * Reads what {@link writeCursor} wrote.
 *
 * @throws ServiceError `invalid_request`
 */
export function readCursor(text: string | undefined): Position | undefined {
  if (text === undefined) return undefined
  const json = Buffer.from(text, 'base64url').toString('utf8')
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), PositionSchema), json)
  if (!result.success) throw invalidRequest('cursor must be one of ours, as the Link header gave it')
  return result.output
}
