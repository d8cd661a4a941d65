import type { Answer } from '../support/http.ts'
import type { Accounts } from './accounts.ts'
import { deadBy, type Exception, strandedBy } from './exceptions.ts'
import type { Scenario } from './scenario.ts'
import type { Strike } from './watch.ts'

/** A function's own time, in milliseconds. */
const LONGEST = 15_000

/** What was answered, and how long it took. */
export interface Timed {
  readonly answer: Answer
  readonly milliseconds: number
}

/** Judges an answer, whatever was the matter: in time, in our one shape, keeping cookies, telling nothing. */
export function judgeAnswer({ good, also = {} }: Scenario, { answer, milliseconds }: Timed): readonly string[] {
  const { status, cookies, headers, body } = answer
  const found: string[] = []
  if (milliseconds >= LONGEST) found.push(`it took ${milliseconds} ms`)
  if (![...good, 429, 503, ...Object.keys(also).map(Number)].includes(status)) found.push(`it was ${status}`)
  if (good.includes(status)) return found
  if (cookies.length > 0) found.push('an outage sets or clears a cookie')
  const outage = status === 429 || status === 503
  if (outage && body['status'] !== 'KO' && !(Number(headers['retry-after']) > 0)) found.push('there is no Retry-After')
  if (!isOurs(answer)) found.push(`it is not our shape of an error: ${answer.text.slice(0, 80)}`)
  if (/^\s+at /m.test(answer.text)) found.push('it shows a stack')
  return found
}

/** An error body, our page, or API Gateway's own answer when an authorizer fails. */
function isOurs({ status, headers, body, text }: Answer): boolean {
  if (headers['content-type']?.startsWith('text/html')) return text.includes('Request id:')
  // The check-up tells what is the matter.
  if (body['status'] === 'KO') return status === 503
  if (status === 500) return text === '{"message":"Internal Server Error"}'
  return body['statusCode'] === status && typeof body['error'] === 'string' && typeof body['requestId'] === 'string'
}

/** What stays behind: what must not, and the exceptions that let it. */
export interface Left {
  readonly violations: readonly string[]
  readonly exceptions: readonly Exception[]
}

/** What is known of a request beside its accounts. */
export interface Known {
  readonly strikes: readonly Strike[]
  /** Revocations that failed, as the log told. */
  readonly failedRevocations: number
  /** It was asked again, and all was well. */
  readonly finished: boolean
}

/** Judges what is left of logins at both ends when all is well again. */
export function judgeAccounts(scenario: Scenario, { held, honoured }: Accounts, known: Known): Left {
  if (held === honoured) return { violations: [], exceptions: [] }
  const stranded = honoured - held
  const exception = stranded > 0 ? strandedBy(scenario, known.strikes, stranded, known) : deadBy(scenario)
  if (exception) return { violations: [], exceptions: [exception] }
  const wrong =
    stranded > 0
      ? `the tenant honours ${stranded} refresh token(s) that nobody holds`
      : `${-stranded} login(s) here are dead at the tenant`
  return { violations: [wrong], exceptions: [] }
}

/** Judges what a request left before anybody tried again. @param prior what there was before it */
export function judgeLeft(
  scenario: Scenario,
  left: Accounts,
  prior: Accounts,
  { done, ...known }: Known & { readonly done: boolean },
): Left {
  const all = judgeAccounts(scenario, left, known)
  if (done || !scenario.beginsLogin) return all
  // Nobody has got what a failed login may have left: the tenant must honour no more than before.
  const unknown = judgeAccounts(scenario, { held: prior.honoured, honoured: left.honoured }, known)
  return {
    violations: [...all.violations, ...unknown.violations],
    exceptions: [...all.exceptions, ...unknown.exceptions],
  }
}
