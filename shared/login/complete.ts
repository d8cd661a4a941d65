import type { PasswordLogin } from '../auth0/authentication.ts'
import type { LoginTokens } from '../auth0/token-response.ts'
import type { Client, Config } from '../config/config.ts'
import { during, ServiceError } from '../errors.ts'
import { type HttpEvent, sourceAddress } from '../http/request.ts'
import { fingerprint } from '../seal.ts'
import type { Logins } from '../sessions/logins.ts'
import type { Tenant } from '../tenant.ts'
import { type IdTokenClaims, sessionCeiling } from '../tokens.ts'
import type { IdTokenExpectation } from '../verifier.ts'
import { type AttemptNeeds, limitAttempts } from './attempts.ts'
import { boundBrowser } from './browser.ts'

/** A code that came back. */
export interface ReturnedCode {
  readonly code: string
  readonly state: string
  /** Clients that the caller may speak for. */
  readonly clients: readonly Client[]
}

/** A login whose tokens were issued and proved. */
export interface CompletedLogin {
  readonly client: Client
  readonly tokens: LoginTokens
  readonly claims: IdTokenClaims
  /** Seals the refresh token for whoever ends the login by its key. */
  readonly clientSecret: string | undefined
  /** Where the login was to lead. */
  readonly redirect: string | undefined
}

/** What proving a login needs. */
interface ProofNeeds {
  readonly tenant: Tenant
  readonly clock: () => number
}

/** What ending a login by code needs. */
interface LoginNeeds extends ProofNeeds {
  readonly logins: Logins
  readonly config: Config
}

/**
 * Ends a login: takes it up by its state, trades the code, proves the ID token.
 *
 * @param event brings the browser's login cookie
 * @throws ServiceError `invalid_grant` when the state is unknown, used, expired, or another client's or browser's;
 * whatever the tenant refuses
 */
export function completeLogin(needs: LoginNeeds, event: HttpEvent, returned: ReturnedCode): Promise<CompletedLogin> {
  return during('login', () => byCode(needs, event, returned))
}

/**
 * Logs a user in by password: asks the tenant, proves the ID token.
 *
 * @throws ServiceError `too_many_attempts` after too many failed ones, unasked; whatever the tenant refuses
 */
export function completePasswordLogin(
  needs: ProofNeeds & AttemptNeeds,
  client: Client,
  login: PasswordLogin,
): Promise<CompletedLogin> {
  return during('login', () => limitAttempts(needs, login, () => byPassword(needs, client, login)))
}

async function byCode(
  { logins, config, ...needs }: LoginNeeds,
  event: HttpEvent,
  { code, state, clients }: ReturnedCode,
): Promise<CompletedLogin> {
  const browser = boundBrowser(event)
  const login = await logins.take(state, {
    clients: clients.map(({ type }) => type),
    browser: browser === undefined ? undefined : fingerprint(browser),
  })
  const client = login && config.clients.get(login.client)
  if (!client) throw new ServiceError('invalid_grant', 'The state is unknown, used or expired, or not of this browser')
  const tokens = await needs.tenant.authentication(client).exchangeCode({
    code,
    verifier: login.verifier,
    address: sourceAddress(event),
  })
  const { nonce, authenticatedAfter } = login
  const claims = await proveLogin(needs, client, tokens, { nonce, authenticatedAfter })
  const clientSecret = await needs.tenant.sealingSecret(client)
  return { client, tokens, claims, clientSecret, redirect: login.redirect }
}

async function byPassword(needs: ProofNeeds, client: Client, login: PasswordLogin): Promise<CompletedLogin> {
  const tokens = await needs.tenant.authentication(client).exchangePassword(login)
  const claims = await proveLogin(needs, client, tokens, {})
  const clientSecret = await needs.tenant.sealingSecret(client)
  return { client, tokens, claims, clientSecret, redirect: undefined }
}

/** A login that can't be proved, or whose session is over at the identity provider, leaves no refresh token behind. */
async function proveLogin(
  { tenant, clock }: ProofNeeds,
  client: Client,
  { idToken, refreshToken }: LoginTokens,
  expectation: IdTokenExpectation,
): Promise<IdTokenClaims> {
  try {
    const claims = await tenant.verify(client, idToken, expectation)
    requireLivingSession(claims, clock())
    return claims
  } catch (error) {
    await tenant.revokeQuietly(client, refreshToken)
    throw error
  }
}

function requireLivingSession(claims: IdTokenClaims, now: number): void {
  const ceiling = sessionCeiling(claims)
  if (ceiling === undefined || ceiling * 1000 > now) return
  throw new ServiceError('access_denied', 'The session at the identity provider has ended: log in there again')
}
