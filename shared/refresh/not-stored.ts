import { observe } from '../observability.ts'

/**
 * Says in the log that what the tenant issued could not be stored: the next refresh asks with the token before it, which
 * the tenant takes within its rotation overlap only. It is not revoked, since that would end the whole family.
 *
 * @throws the failure
 */
export function notStored(failure: unknown): never {
  observe('refresh_not_stored', failure)
  throw failure
}
