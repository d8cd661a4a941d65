import { timeLimit } from '../deadline.ts'
import { type Incoming, keepOpen, send } from '../send.ts'

/** Time for one answer, in milliseconds. */
const CALL_MILLISECONDS = 6000

const agentOf = keepOpen(Date.now)

/**
 * What the SDK calls instead of `fetch`, which would load all of undici. All of an answer must come in time; the SDK's
 * own limit is over when its head has come.
 *
 * @throws the system's error when no answer comes, ServiceError `temporarily_unavailable` when there is no time to ask
 */
export const fetchInTime: typeof fetch = async (input, init = {}) => {
  const { method, headers, body } = init
  const signal = timeLimit(CALL_MILLISECONDS)
  // A form with a file is undici's business.
  if (body && typeof body !== 'string') return fetch(input, { ...init, signal })
  const url = new URL(String(input))
  const outgoing = { method: method ?? 'GET', headers: toRecord(headers), body: body ?? undefined, signal }
  return toResponse(await send(url, { ...outgoing, agent: agentOf(url) }))
}

function toRecord(headers: RequestInit['headers']): Record<string, string> {
  const pairs = headers && Symbol.iterator in headers ? [...headers] : Object.entries(headers ?? {})
  return Object.fromEntries(pairs.map(([name = '', value]) => [name, String(value)]))
}

/** As much of a response as the SDK reads: a class of its own would be undici's. */
function toResponse({ status, headers, body }: Incoming): Response {
  const known = new Map(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  const response = {
    ok: status >= 200 && status < 300,
    status,
    statusText: '',
    headers: {
      get: (name: string) => known.get(name.toLowerCase()) ?? null,
      entries: () => known.entries(),
      [Symbol.iterator]: () => known.entries(),
    },
    redirected: false,
    type: 'basic',
    url: '',
    text: async () => body,
  }
  return response as unknown as Response
}
