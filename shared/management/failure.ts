import * as v from 'valibot'
import { retryAfter, TenantRefusal } from '../auth0/refusal.ts'
import { ServiceError, unavailable } from '../errors.ts'

const isIterable = (value: unknown) => typeof value === 'object' && value !== null && Symbol.iterator in value

/** What the SDK throws for an answer that is no success; its message quotes the body, so it is never kept. */
const AnswerSchema = v.object({
  statusCode: v.number(),
  body: v.optional(v.unknown()),
  rawResponse: v.optional(v.object({ headers: v.custom<Iterable<[string, string]>>(isIterable) })),
})

const BodySchema = v.object({ message: v.optional(v.string(), ''), errorCode: v.optional(v.string()) })

/** An answer of the Management API that is no success. */
export interface ManagementFailure {
  readonly statusCode: number
  readonly message: string
  readonly errorCode: string | undefined
  /** Seconds to wait, after a 429. */
  readonly retryAfter: number
}

/**
 * Reads what the SDK threw.
 *
 * @param now milliseconds since the epoch
 * @returns undefined when there was no answer at all
 */
export function readFailure(error: unknown, now: number): ManagementFailure | undefined {
  const answer = v.safeParse(AnswerSchema, error)
  if (!answer.success) return undefined
  const { statusCode, body, rawResponse } = answer.output
  const parsed = v.safeParse(BodySchema, body)
  const headers = Object.fromEntries(rawResponse?.headers ?? [])
  return {
    statusCode,
    message: parsed.success ? parsed.output.message : '',
    errorCode: parsed.success ? parsed.output.errorCode : undefined,
    retryAfter: retryAfter({ status: statusCode, headers, body: '' }, now),
  }
}

/**
 * Turns a failure into ours: Auth0's status and `errorCode` come through where the caller's input is at fault.
 *
 * @param failure undefined when there was no answer
 */
export function toManagementError(failure: ManagementFailure | undefined): ServiceError {
  if (!failure) return unavailable('User management does not answer')
  const { statusCode, message, errorCode = '' } = failure
  const cause = new TenantRefusal(statusCode, errorCode)
  if (statusCode === 429) {
    return new ServiceError('too_many_requests', 'Too many requests', { cause, retryAfter: failure.retryAfter })
  }
  if (statusCode >= 500) return unavailable('User management does not answer as it should', cause)
  if (statusCode === 401 || statusCode === 403) {
    return new ServiceError('bad_gateway', 'The tenant refuses this service: see the scopes of its application', {
      cause,
      misconfigured: true,
    })
  }
  const tenant = { statusCode, errorCode: errorCode || 'tenant_refused' }
  return new ServiceError('tenant_refused', message || 'The tenant refuses this request', { cause, tenant })
}
