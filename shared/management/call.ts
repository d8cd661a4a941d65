import * as v from 'valibot'
import { unavailable } from '../errors.ts'
import { type ManagementFailure, readFailure, toManagementError } from './failure.ts'
import type { TokenInUse, TokenSource } from './token.ts'

/** Time after which a request waits for the tenant's rate limit no more, in milliseconds. */
export const PATIENCE = 6000
/** Time for one answer, in seconds. */
export const CALL_SECONDS = 6

/** What calls to the Management API need. */
export interface CallNeeds {
  readonly tokens: TokenSource
  readonly clock: () => number
  readonly pause: (milliseconds: number) => Promise<void>
  /** When waiting for the rate limit ends, in milliseconds since the epoch: all calls of a request share it. */
  readonly deadline?: number
}

/** How a call may be repeated. */
export interface CallOptions {
  /** The call does no harm when it is done twice, so that it may wait for the rate limit and try again. */
  readonly repeatable: boolean
}

/**
 * Runs a call of the Management API: a refused token is replaced once; a spent rate limit is waited for, within bounds.
 *
 * @param run makes the call with a token; the SDK itself must not retry
 * @throws ServiceError as {@link toManagementError}
 */
export async function call<T>(
  { tokens, clock, pause, deadline = clock() + PATIENCE }: CallNeeds,
  run: (accessToken: string) => Promise<T>,
  { repeatable }: CallOptions,
): Promise<T> {
  let token = await tokens.current()
  let replaced: TokenInUse | undefined
  for (;;) {
    try {
      return await run(token.accessToken)
    } catch (error) {
      const failure = readFailure(error, clock())
      if (failure?.statusCode === 401 && !replaced) {
        replaced = token
        token = await tokens.replacing(token)
      } else if (repeatable && mayWait(failure, deadline - clock())) {
        await pause(failure.retryAfter * 1000)
      } else {
        throw toManagementError(failure)
      }
    }
  }
}

/**
 * Insists that an answer is what was asked for: the SDK hands a 200 on, whatever is in it, be it no JSON at all.
 *
 * @throws ServiceError `temporarily_unavailable`
 */
export function sound<T>(schema: v.GenericSchema, answer: T): T {
  if (!v.is(schema, answer)) throw unavailable('User management does not answer as it should')
  return answer
}

function mayWait(failure: ManagementFailure | undefined, left: number): failure is ManagementFailure {
  return failure?.statusCode === 429 && failure.retryAfter * 1000 <= left
}
