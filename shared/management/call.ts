import * as v from 'valibot'
import type { ManagementClient } from '../config/management.ts'
import { timeLeft } from '../deadline.ts'
import { unavailable } from '../errors.ts'
import { type ManagementFailure, readFailure, toManagementError } from './failure.ts'
import { fetchInTime } from './fetch.ts'
import type { TokenInUse, TokenSource } from './token.ts'

/** Time after which a request waits for the tenant's rate limit no more, in milliseconds. */
export const PATIENCE = 6000

/** What calls to the Management API need. */
export interface CallNeeds {
  readonly tokens: TokenSource
  readonly clock: () => number
  readonly pause: (milliseconds: number) => Promise<void>
  /** When waiting for the rate limit ends, in milliseconds since the epoch: all calls of a request share it. */
  readonly deadline?: number
}

/** What the SDK's clients are made with: they don't retry, and all of an answer must come in time. */
export function sdkOptions({ auth0Url }: Pick<ManagementClient, 'auth0Url'>, token: string) {
  return { baseUrl: `${auth0Url}/api/v2`, token, maxRetries: 0, fetch: fetchInTime }
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
      } else if (repeatable && mayWait(failure, Math.min(deadline - clock(), timeLeft()))) {
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
