import { type Told, untold } from '#infra/doctor/told'

/** A question over HTTP. */
export interface Request {
  readonly url: string
  /** Makes it a POST. */
  readonly form?: Readonly<Record<string, string>>
  /** Access token (RFC 6750 section 2.1). */
  readonly bearer?: string
}

/** A whole answer; the body is undefined unless it is JSON. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** Asks over HTTP; whoever does not answer is told as `silent`. */
export type AskHttp = (request: Request) => Promise<Told<Answer>>

/** Longest that anybody has to answer, in milliseconds: a cold start and an outage at the tenant fit in. */
const PATIENCE = 10_000

/** Asks by Node's `fetch`. A redirect is an answer and not followed: a secret goes nowhere but where it was sent. */
export const askByFetch: AskHttp = async ({ url, form, bearer }) => {
  const headers = { accept: 'application/json', ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) }
  const body = form && new URLSearchParams(form)
  const post = body && { method: 'POST', body }
  try {
    const signal = AbortSignal.timeout(PATIENCE)
    const response = await fetch(url, { ...post, headers, redirect: 'manual', signal })
    return { told: { status: response.status, body: parsed(await response.text()) } }
  } catch (cause) {
    return untold('silent', `it does not answer (${reasonOf(cause)})`)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A word such as `ECONNREFUSED` or `TimeoutError`; messages may hold what was sent. */
function reasonOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : {}
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code)
  return error instanceof Error ? error.name : 'no reason'
}
