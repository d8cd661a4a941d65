import { ServiceError } from './errors.ts'
import { countedBy, embeddedMetrics } from './metrics.ts'

/** One line of the log; it never holds a header, a query, a body, a cookie, a token or a user's name. */
export interface RequestLine {
  readonly requestId: string
  readonly route: string
  readonly statusCode: number
  readonly milliseconds: number
  readonly error?: unknown
}

/** Writes the one line that every request leaves; its error counts in the stage's metrics. */
export function logRequest({ error, ...line }: RequestLine): void {
  write({
    level: line.statusCode >= 500 ? 'ERROR' : 'INFO',
    ...line,
    ...(error !== undefined && { error: tell(error), ...count(error) }),
  })
}

/** Writes the error that an answer of another kind is made of, such as a page; it counts as the request's own. */
export function logFailure(event: string, requestId: string, error: unknown): void {
  write({ level: 'WARN', requestId, event, error: tell(error), ...count(error) })
}

/** Writes something that happened beside the answer, such as `revoke_failed`; no metric counts it. */
export function observe(event: string, error: unknown): void {
  write({ level: 'WARN', event, error: tell(error) })
}

function count(error: unknown): Record<string, unknown> {
  return embeddedMetrics(countedBy(error))
}

/** Names and words of an error and its causes. Sentences stay out: they may quote what a caller or Auth0 said. */
function tell(error: unknown): unknown[] {
  if (!(error instanceof Error)) return []
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const frames = error instanceof ServiceError || error.cause !== undefined ? {} : { at: stackFrames(error) }
  return [{ name: error.name, ...code, ...frames }, ...tell(error.cause)]
}

function stackFrames({ stack = '' }: Error): string[] {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 6)
    .map((line) => line.trim())
}

function write(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), ...line })}\n`)
}
