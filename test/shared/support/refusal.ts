import { expect } from 'vitest'
import { type ErrorCode, ServiceError } from '#shared/errors'

/** A sentence that is neither empty nor ends at its colon. */
const SAYS_WHY = /[^\s:]\s*$/

/** What a promise was refused with; the test fails when it was not refused in our own words. */
export async function refusalOf(answer: Promise<unknown>): Promise<ServiceError> {
  const error = await answer.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!(error instanceof ServiceError) || !SAYS_WHY.test(error.message))
    throw new Error(`Expected a refusal that says why, not ${String(error)}`)
  return error
}

/** What a function refused with at once. */
export function thrownBy(run: () => unknown): Promise<ServiceError> {
  return refusalOf(Promise.resolve().then(run))
}

/** Expects a function to refuse with a word. */
export async function expectRefusal(run: () => unknown, code: ErrorCode): Promise<void> {
  expect((await thrownBy(run)).code).toBe(code)
}
