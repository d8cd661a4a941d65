import { ServiceError } from '../errors.ts'
import { page } from '../http/page.ts'
import type { HttpEvent } from '../http/request.ts'
import type { HttpResult } from '../http/responses.ts'
import { errorResult } from '../http/status.ts'
import { logFailure } from '../observability.ts'

/**
 * The page that a browser sees when a login fails.
 *
 * @param retry local path that begins the login again
 */
export function errorPage(event: HttpEvent, failure: unknown, retry: string): HttpResult {
  const { requestId } = event.requestContext
  logFailure('login_failed', requestId, failure)
  const { statusCode = 500, headers = {}, cookies } = errorResult(failure, requestId)
  const retryAfter = headers['retry-after']
  return {
    ...page({
      statusCode,
      title: 'Login not completed',
      text: failure instanceof ServiceError ? failure.message : 'Something went wrong here.',
      link: { href: retry, text: 'Try again' },
      requestId,
      headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    }),
    ...(cookies && { cookies }),
  }
}
