import type { Client } from '../config/config.ts'
import { unavailable } from '../errors.ts'
import { type Ask, type TenantRequest, type TenantResponse, TenantUnreachable } from './ask.ts'
import { toServiceError } from './refusal.ts'
import { type LoginTokens, readLoginResponse, readTokenResponse, type TokenResponse } from './token-response.ts'

const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'

/** Nobody who logs out waits for long: here the session has ended already. */
const REVOKE_MILLISECONDS = 2000

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

/** What calls to the tenant need. */
export interface AuthenticationNeeds {
  readonly client: Client
  /** Reads the client's secret. */
  readonly secret: () => Promise<string>
  readonly ask: Ask
  /** Milliseconds since the epoch. */
  readonly clock: () => number
}

export type Authentication = ReturnType<typeof createAuthentication>

/**
 * The part of Auth0's Authentication API that a client of ours uses.
 * Code and password are never sent twice; a refresh is, since the tenant's rotation overlap allows it.
 */
export function createAuthentication({ client, secret, ask, clock }: AuthenticationNeeds) {
  const post = async (path: string, form: TenantRequest['form'], headers = {}): Promise<TenantRequest> => ({
    method: 'POST',
    url: `${client.auth0Url}${path}`,
    headers,
    form: { client_id: client.clientId, client_secret: await secret(), ...form },
  })
  const logIn = async (form: TenantRequest['form'], address: string): Promise<LoginTokens> => {
    const request = await post('/oauth/token', form, forwardedFor(address))
    const asked = clock()
    return readLoginResponse(await reached(ask(request)), asked)
  }

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
      const request = await post('/oauth/token', { grant_type: 'refresh_token', refresh_token: refreshToken })
      const asked = clock()
      const again = (error: unknown) => {
        if (error instanceof TenantUnreachable) return ask(request)
        throw error
      }
      return readTokenResponse(await reached(ask(request).catch(again)), asked)
    },

    /** Revokes a refresh token (RFC 7009). */
    async revoke(refreshToken: string): Promise<void> {
      const request = await post('/oauth/revoke', { token: refreshToken })
      const response = await reached(ask({ ...request, timeout: REVOKE_MILLISECONDS }))
      if (response.status !== 200) throw toServiceError(response, clock())
    },
  }
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
