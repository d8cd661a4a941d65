import { timeLimit } from '../deadline.ts'
import { type Incoming, keepOpen, send } from '../send.ts'

/** A call to the tenant. */
export interface TenantRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Form parameters; undefined ones are left out. */
  readonly form?: Readonly<Record<string, string | undefined>>
  /** For the whole call, in milliseconds; the asker's own when left out. */
  readonly timeout?: number
  /** It is not asked with less time than this, in milliseconds: an answer that comes too late would be lost. */
  readonly least?: number
}

/** What the tenant answered; judging it is another function's work. */
export type TenantResponse = Incoming

/**
 * Sends a request to the tenant; throws {@link TenantUnreachable} when no whole answer comes in time, ServiceError
 * `temporarily_unavailable` when there is no time to ask.
 */
export type Ask = (request: TenantRequest) => Promise<TenantResponse>

/** No answer, or half of one: nobody knows whether the tenant did what it was asked. */
export class TenantUnreachable extends Error {
  override readonly name = 'TenantUnreachable'
  /** The system's word, such as `ECONNRESET`, or `ETIMEDOUT` for our own limit. */
  readonly code: string

  constructor(code: string) {
    super(`The tenant does not answer (${code})`)
    this.code = code
  }
}

const LIMIT_BYTES = 1_000_000

/**
 * Makes an {@link Ask}.
 *
 * @param timeout for the whole call, in milliseconds
 * @param clock milliseconds since the epoch
 */
export function createAsk({ clock, timeout = 4000 }: { clock: () => number; timeout?: number }): Ask {
  const agentOf = keepOpen(clock)
  return async ({ method, url: address, headers = {}, form, timeout: limit = timeout, least }) => {
    const signal = timeLimit(limit, least)
    const url = new URL(address)
    const body = form && encodeForm(form)
    const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
    const all = { accept: 'application/json', ...headers, ...type }
    return send(url, { method, headers: all, body, agent: agentOf(url), signal, longest: LIMIT_BYTES }).catch(
      (error: NodeJS.ErrnoException) => {
        throw new TenantUnreachable(errorCode(error))
      },
    )
  }
}

function encodeForm(form: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(form).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return new URLSearchParams(pairs).toString()
}

function errorCode(error: NodeJS.ErrnoException): string {
  return error.name === 'AbortError' || error.name === 'TimeoutError' ? 'ETIMEDOUT' : (error.code ?? error.name)
}
