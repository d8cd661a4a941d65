import * as v from 'valibot'
import type { Answer } from '#infra/doctor/ask/http'
import { ok, type Result, unknown, wrong } from '#infra/doctor/result'
import type { Told } from '#infra/doctor/told'

const RefusalSchema = v.object({ error: v.string() })
const TokenSchema = v.object({ access_token: v.string() })

/** Auth0's word for a refusal; empty if it has none. */
function refusalOf(body: unknown): string {
  const checked = v.safeParse(RefusalSchema, body)
  return checked.success ? checked.output.error : ''
}

/**
 * Judges how the tenant has taken a client's secret with a code that nobody has: whoever is told that the code is wrong
 * has been let in.
 */
export function judgeClientSecret(subject: string, answer: Told<Answer>): Result {
  if ('untold' in answer) return unknown(subject, 'Whether its secret is right', answer.untold)
  const { status, body } = answer.told
  const error = refusalOf(body)
  if (error === 'invalid_grant') return ok(subject, 'The tenant takes its id and secret')
  if (error === 'unauthorized_client') {
    const advice = 'Turn Authorization Code on: Advanced > Grant Types'
    return wrong(subject, 'The tenant refuses it the grant authorization_code: nobody can log in by a browser', advice)
  }
  if (isWrongSecret(status, error)) return refused(subject)
  return unknown(subject, 'Whether its secret is right', { says: `the tenant answers ${status} ${error}`.trim() })
}

/** Judges how the tenant has taken the management client's secret. */
export function judgeServiceToken(subject: string, audience: string, answer: Told<Answer>): Result {
  if ('untold' in answer) return unknown(subject, 'Whether its secret is right', answer.untold)
  const { status, body } = answer.told
  if (tokenOf(answer) !== undefined) return ok(subject, 'The tenant takes its id and secret')
  const error = refusalOf(body)
  if (isWrongSecret(status, error)) return refused(subject)
  if (error === 'access_denied') {
    const advice = `APIs > Auth0 Management API > Machine To Machine Applications: authorize it for ${audience}`
    return wrong(subject, 'The tenant lets it in, but not to the Management API', advice)
  }
  if (error === 'unauthorized_client') {
    return wrong(
      subject,
      'The tenant refuses it the grant client_credentials',
      'Advanced > Grant Types: Client Credentials',
    )
  }
  return unknown(subject, 'Whether its secret is right', { says: `the tenant answers ${status} ${error}`.trim() })
}

/** The access token of an answer, if it is one. */
export function tokenOf(answer: Told<Answer>): string | undefined {
  if ('untold' in answer || answer.told.status !== 200) return undefined
  const checked = v.safeParse(TokenSchema, answer.told.body)
  return checked.success ? checked.output.access_token : undefined
}

/** Auth0 says 401 `access_denied`, at newer endpoints `invalid_client` (RFC 6749 section 5.2). */
function isWrongSecret(status: number, error: string): boolean {
  return error === 'invalid_client' || (status === 401 && error === 'access_denied')
}

function refused(subject: string): Result {
  const advice = 'Set id and secret as the application at Auth0 has them (Settings > Basic Information)'
  return wrong(subject, 'The tenant refuses its id or its secret', advice)
}
