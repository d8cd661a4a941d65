import { decode } from 'node:querystring'
import { inspect } from 'node:util'
import type { Stage } from '#infra/local/stage'
import type { Answer, Call } from './http.ts'

/** Names under which a secret travels: in a body, a query, an answer, at our endpoints and at the tenant's. */
const SECRET_NAMES = new Set(
  [
    ['password', 'code', 'state', 'nonce', 'code_verifier', 'client_secret', 'token', 'cookie_sid', 'logout_token'],
    ['refresh_token', 'access_token', 'id_token', 'refreshToken', 'accessToken', 'idToken'],
  ].flat(),
)

/** The tenant's records whose ids are secrets. */
const MODELS = new Set(['AccessToken', 'RefreshToken', 'AuthorizationCode'])

/** A shorter text stands in a log by chance. */
const SHORTEST = 8

/** What is a secret by its look, whoever knows it: 256 bits of ours, a JWT, Auth0's sealed tokens. */
const BY_LOOK = /(?<![\w-])[\w-]{43}(?![\w-])|eyJ[\w-]+\.eyJ|Fe26\.\d/

/** Every secret that went over a wire in this test file, by what it was. */
const known = new Map<string, string>()
const refusals: { readonly origin: string; readonly text: string }[] = []

/** Remembers what is secret in a request and its answer, for {@link expectNothingExposed}. */
export function witness(url: URL, { headers = {}, form, json, raw }: Call, answer: Answer): void {
  for (const [name, value] of Object.entries(headers)) rememberHeader(name.toLowerCase(), String(value))
  rememberAll({ ...Object.fromEntries(url.searchParams), ...form, ...decode(raw ?? ''), ...Object(json) })
  rememberAll(answer.body)
  for (const cookie of answer.cookies) rememberHeader('cookie', cookie.split(';')[0] ?? '')
  const { location } = answer.headers
  if (location !== undefined) rememberAll(Object.fromEntries(URL.parse(location, url.href)?.searchParams ?? []))
  if (answer.status >= 400) refusals.push({ origin: url.origin, text: answer.text })
}

/** Remembers what the tenant was told and holds, which no test may have seen: such as the tokens of a cookie session. */
export function witnessTenant(requests: readonly { body: unknown; query: object }[], { tenant }: Stage): void {
  for (const { body, query } of requests) rememberAll({ ...Object(body), ...query })
  for (const { model, id } of tenant?.state().models ?? []) {
    if (MODELS.has(model)) remember(`${model} of the tenant`, id)
  }
}

/**
 * Expects that no line of a stage's log and no body of its refusals holds a secret.
 *
 * @throws Error that names what was found, and where
 */
export function expectNothingExposed(url: string, logs: readonly string[]): void {
  const { origin } = new URL(url)
  const bodies = refusals.filter((refusal) => refusal.origin === origin).map(({ text }) => text)
  const found = [...search('the log', logs), ...search('a refusal', bodies), ...looksSecret(logs)]
  if (found.length > 0) throw new Error(`Secrets are exposed: ${inspect(found.slice(0, 5), { breakLength: 200 })}`)
}

function search(place: string, texts: readonly string[]): string[] {
  const all = texts.join('\n')
  return [...known].flatMap(([secret, what]) =>
    all.includes(secret) ? [`${what} in ${place}: ${texts.find((text) => text.includes(secret))}`] : [],
  )
}

function looksSecret(logs: readonly string[]): string[] {
  return logs.filter((line) => BY_LOOK.test(line)).map((line) => `what looks like a secret in the log: ${line}`)
}

function rememberHeader(name: string, value: string): void {
  if (name === 'secret') remember('a caller’s secret', value)
  if (name === 'authorization') remember('a bearer', value.replace(/^bearer +/i, ''))
  if (name === 'cookie') for (const pair of value.split(';')) remember('a cookie', pair.slice(pair.indexOf('=') + 1))
}

function rememberAll(members: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(members)) if (SECRET_NAMES.has(name)) remember(name, value)
  // The random part of a web login's state is the whole secret of it.
  if (typeof members['state'] === 'string') remember('state', members['state'].split('.')[0])
}

function remember(what: string, secret: unknown): void {
  if (typeof secret === 'string' && secret.length >= SHORTEST) known.set(secret, what)
}
