import type { Client } from '../config/config.ts'
import { sparing } from '../deadline.ts'
import { unavailable } from '../errors.ts'
import { type Ask, type TenantRequest, type TenantResponse, TenantUnreachable } from './ask.ts'
import { refusesClient, toServiceError } from './refusal.ts'
import { type LoginTokens, readLoginResponse, readTokenResponse, type TokenResponse } from './token-response.ts'

const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'

/** Nobody who logs out waits for long: here the session has ended already. */
const REVOKE_MILLISECONDS = 2000

/** Spared when tokens are asked for: the time to store what the tenant issues, or to revoke it. */
const STORE_MILLISECONDS = 3000
/** Tokens that come too late are lost, and with them a code or a refresh token. */
const LEAST_MILLISECONDS = 1000

/** A login by code. */
export interface CodeLogin {
  readonly code: string
  /** PKCE code verifier. */
  readonly verifier: string
  /** Address of the end user. */
  readonly address: string
}

/** A login by password. */
export interface PasswordLogin {
  readonly username: string
  readonly password: string
  /** Auth0's `realm`; the tenant's Default Directory when there is none. */
  readonly connection: string | undefined
  /** Address of the end user, for the tenant's brute-force protection. */
  readonly address: string
}

/** The secret of an application, which may be rotated at any time. */
export interface ClientSecret {
  read(): Promise<string>
  /** The one in place of a refused one; undefined when there is no other. */
  replacing(refused: string): Promise<string | undefined>
}

/** What calls to the tenant need. */
export interface AuthenticationNeeds {
  readonly client: Client
  readonly secret: ClientSecret
  readonly ask: Ask
  /** Milliseconds since the epoch. */
  readonly clock: () => number
}

export type Authentication = ReturnType<typeof createAuthentication>

/**
 * The part of Auth0's Authentication API that a client of ours uses. Code and password are never sent twice, unless the
 * tenant refused our secret before it looked at them; a refresh is, since the tenant's rotation overlap allows it.
 */
export function createAuthentication({ client, secret, ask, clock }: AuthenticationNeeds) {
  const post = async (path: string, form: TenantRequest['form'], more: Partial<TenantRequest> = {}, send = ask) => {
    const url = `${client.auth0Url}${path}`
    const asWhom = (client_secret: string) => ({ client_id: client.clientId, client_secret })
    return reached(
      authenticated(secret, (value) => send({ method: 'POST', url, ...more, form: { ...asWhom(value), ...form } })),
    )
  }
  const askForTokens = (form: TenantRequest['form'], more: Partial<TenantRequest>, send: Ask) =>
    sparing(STORE_MILLISECONDS, () => post('/oauth/token', form, { ...more, least: LEAST_MILLISECONDS }, send))
  const logIn = async (form: TenantRequest['form'], address: string): Promise<LoginTokens> => {
    const asked = clock()
    return readLoginResponse(await askForTokens(form, { headers: forwardedFor(address) }, ask), asked)
  }
  /** Asks again at once when no answer came. */
  const askTwice: Ask = (request) =>
    ask(request).catch((error: unknown) => {
      if (error instanceof TenantUnreachable) return ask(request)
      throw error
    })

  return {
    /** Trades a code for tokens (RFC 6749 section 4.1.3, RFC 7636 section 4.5). */
    async exchangeCode({ code, verifier, address }: CodeLogin): Promise<LoginTokens> {
      const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: client.redirectUrl }
      return logIn(form, address)
    },

    /** Trades a user's password for tokens (RFC 6749 section 4.3; Auth0 "Configure realm support"). */
    async exchangePassword({ username, password, connection, address }: PasswordLogin): Promise<LoginTokens> {
      const grant =
        connection === undefined ? { grant_type: 'password' } : { grant_type: PASSWORD_REALM, realm: connection }
      const form = { ...grant, username, password, scope: client.scopes.join(' '), audience: client.audience }
      return logIn(form, address)
    },

    /** Trades a refresh token for new tokens (RFC 6749 section 6); asks again at once when no answer came. */
    async refresh(refreshToken: string): Promise<TokenResponse> {
      const form = { grant_type: 'refresh_token', refresh_token: refreshToken }
      const asked = clock()
      return readTokenResponse(await askForTokens(form, {}, askTwice), asked)
    },

    /** Revokes a refresh token (RFC 7009). */
    async revoke(refreshToken: string): Promise<void> {
      const response = await post('/oauth/revoke', { token: refreshToken }, { timeout: REVOKE_MILLISECONDS })
      if (response.status !== 200) throw toServiceError(response, clock())
    },
  }
}

/**
 * Sends a request with the client's secret; when that is refused, once more with the one that has come in its place. The
 * client is authenticated before anything else (RFC 6749 section 3.2.1), so a refused request has done nothing.
 */
async function authenticated(
  secret: ClientSecret,
  send: (value: string) => Promise<TenantResponse>,
): Promise<TenantResponse> {
  const value = await secret.read()
  const response = await send(value)
  const renewed = refusesClient(response) ? await secret.replacing(value) : undefined
  return renewed === undefined ? response : send(renewed)
}

/** The end user's address in place of Lambda's own (Auth0 "Trust Token Endpoint IP Header"). */
function forwardedFor(address: string): Record<string, string> {
  return { 'auth0-forwarded-for': address }
}

async function reached(answer: Promise<TenantResponse>): Promise<TenantResponse> {
  try {
    return await answer
  } catch (cause) {
    throw unavailable('The identity provider does not answer', cause)
  }
}
