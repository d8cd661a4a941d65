import { DEMO_USER } from '#infra/local/directory'
import { Browser, type Credentials } from './browser.ts'
import { type Answer, type Call, send } from './http.ts'

/** The user that every connection of the stage's own tenant has. */
export const demo: Credentials = { username: DEMO_USER.email, password: DEMO_USER.password }

/** Parameters of a query; undefined ones are left out. */
export type Query = Readonly<Record<string, string | undefined>>

/** An address of the gateway, with a query. */
export function address(base: string, path: string, query: Query = {}): string {
  const url = new URL(path, base)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
  return url.href
}

/** Tells whether a browser has come back from the tenant. */
export function isCallback({ pathname }: URL): boolean {
  return pathname.endsWith('/callback')
}

/** Walks from an address through the tenant's login form to the callback, which is not asked for yet. */
export async function reachCallback(browser: Browser, from: string, credentials = demo): Promise<URL> {
  const { url, answer } = await browser.visit(from, { credentials, stopAt: isCallback })
  if (!isCallback(url)) throw new Error(`The login ended at ${url} with ${answer.status} ${answer.text}`)
  return url
}

/** A browser's whole login, `/web-login` to callback; the answer is the callback's. */
export async function logIn(browser: Browser, base: string, query: Query = {}, credentials = demo): Promise<Answer> {
  return browser.send(await reachCallback(browser, address(base, '/web-login', query), credentials))
}

/** A new browser that has logged in. */
export async function loggedInBrowser(base: string, query: Query = {}, credentials = demo): Promise<Browser> {
  const browser = new Browser()
  const answer = await logIn(browser, base, query, credentials)
  if (answer.status !== 302 || answer.cookies.length === 0) throw new Error(`No login: ${answer.status} ${answer.text}`)
  return browser
}

/** The code and state that a login of `/authorize` comes back with. */
export async function obtainCode(browser: Browser, base: string, query: Query, credentials = demo) {
  const { searchParams } = await reachCallback(browser, address(base, '/authorize', query), credentials)
  return { code: searchParams.get('code') ?? '', state: searchParams.get('state') ?? '' }
}

/** What apps get. */
export interface Tokens {
  readonly refreshToken: string
  readonly accessToken: string
  readonly idToken: string
  readonly expireAt: string
}

/** A password login. @param form parameters beside the demo user's name and password, and instead of them */
export function passwordLogin(base: string, headers: Call['headers'] = {}, form: Call['form'] = {}): Promise<Answer> {
  return send(`${base}/oauth/token`, { headers, form: { grant_type: 'password', ...demo, ...form } })
}

/** The tokens of a password login. */
export async function logInApp(base: string, clientType: string, form: Call['form'] = {}): Promise<Tokens> {
  return tokensOf(await passwordLogin(base, { 'client-type': clientType }, form))
}

/** The cookie of a website's password login, as `name=value`. */
export async function logInSite(base: string, clientType: string, form: Call['form'] = {}): Promise<string> {
  const answer = await passwordLogin(base, { 'client-type': clientType }, form)
  const [cookie] = answer.cookies
  if (cookie === undefined) throw new Error(`No session: ${answer.status} ${answer.text}`)
  return cookie.slice(0, cookie.indexOf(';'))
}

/** The tokens of an answer, which must hold all of them. */
export function tokensOf({ status, text, body }: Answer): Tokens {
  const { refreshToken, accessToken, idToken, expireAt } = body
  if (![refreshToken, accessToken, idToken, expireAt].every((value) => typeof value === 'string' && value !== '')) {
    throw new Error(`No tokens: ${status} ${text}`)
  }
  return {
    refreshToken: String(refreshToken),
    accessToken: String(accessToken),
    idToken: String(idToken),
    expireAt: String(expireAt),
  }
}

/** The header that carries an access token. */
export function bearer(accessToken: string): { readonly authorization: string } {
  return { authorization: `Bearer ${accessToken}` }
}
