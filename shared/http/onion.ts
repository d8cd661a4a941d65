import middy, { type MiddlewareObj, type MiddyfiedHandler, type Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import { withDeadline } from '../deadline.ts'
import { unavailable } from '../errors.ts'
import { logRequest } from '../observability.ts'
import { uptime } from '../uptime.ts'

/** A skin around functions of a kind. */
export type Skin<Event, Result> = MiddlewareObj<Event, Result, Error>

/** What every event of API Gateway tells of its request. */
interface Asked {
  readonly routeKey: string
  readonly requestContext: { readonly requestId: string }
}

/** How a call ends: the status that the caller sees, and a result, or the failure that Lambda reports. */
export type End<Result> = { readonly statusCode: number } & ({ readonly result: Result } | { readonly failure: Error })

/** How the calls of a kind of functions end. */
interface Ends<Event, Result> {
  /** After the function has returned. */
  readonly answered: (result: Result | null | undefined) => End<Result>
  /** After it has thrown. */
  readonly failed: (error: unknown, event: Event) => End<Result>
}

/** Before a function is cut off: its deadline, which leaves time for an answer, and the time of that answer at last. */
const MARGIN_MILLISECONDS = 1000

/** A function that is about to be cut off says so itself, with an error that means: nothing was lost. */
const LATE = {
  timeoutEarlyInMillis: 500,
  timeoutEarlyResponse: () => {
    throw unavailable('This takes too long')
  },
}

/**
 * Makes the onion that all functions are dressed in. Its outermost skin writes the one log line of each call: what was
 * asked, what status came out, how long it took.
 *
 * @param ends how a call of this kind of functions ends
 */
export function createOnion<Event extends Asked, Result>(
  ends: Ends<Event, Result>,
): MiddyfiedHandler<Event, Result, Error> {
  const starts = new WeakMap<object, number>()
  const close = (request: Request<Event, Result>, { statusCode, ...end }: End<Result>): void => {
    const { event, error } = request
    logRequest({
      requestId: event.requestContext.requestId,
      route: event.routeKey,
      statusCode,
      milliseconds: Math.round(uptime() - (starts.get(event) ?? 0)),
      error: error ?? undefined,
    })
    if ('result' in end) request.response = end.result
    else request.error = end.failure
  }
  return middy<Event, Result>(LATE).use({
    before: ({ event }) => {
      starts.set(event, uptime())
    },
    after: (request) => close(request, ends.answered(request.response)),
    onError: (request) => close(request, ends.failed(request.error, request.event)),
  })
}

/**
 * Gives each call of a function one deadline, which all that it asks for shares: the end of Lambda's own time, less what
 * an answer takes. After its answer nothing is left running, to go on when Lambda thaws the process for another call.
 *
 * @param milliseconds the deadline of an endpoint whose callers wait for less
 */
export function limited<Event, Result>(
  handler: (event: Event, context: Context) => Promise<Result>,
  milliseconds = Number.POSITIVE_INFINITY,
): (event: Event, context: Context) => Promise<Result> {
  return (event, context) =>
    withDeadline(Math.min(milliseconds, context.getRemainingTimeInMillis() - MARGIN_MILLISECONDS), () =>
      handler(event, context),
    )
}
