import type { Ask } from './auth0/ask.ts'
import { createKeys } from './auth0/keys.ts'
import type { Client } from './config/config.ts'
import { type LogoutTokenClaims, verifyLogoutToken } from './logout-token.ts'
import type { Cache } from './sessions/cache.ts'
import { type ExpectedIdToken, type IdTokenClaims, verifyIdToken } from './tokens.ts'

/** Keys are fetched for unknown ones of strangers no sooner than this: Auth0 publishes its next key before it uses it. */
const REST_SECONDS = 60

/** What a login or a refresh asks of an ID token beside what the client's settings say. */
export type IdTokenExpectation = Pick<ExpectedIdToken, 'nonce' | 'authenticatedAfter' | 'subject'>

/** Proves what the tenant has signed for a client. */
export interface Verifier {
  verify(client: Client, idToken: string, expectation: IdTokenExpectation): Promise<IdTokenClaims>
  /** Verifies a logout token, which anybody may have sent. */
  verifyLogout(client: Client, logoutToken: string): Promise<LogoutTokenClaims>
}

/**
 * Makes the verifier.
 *
 * @param needs how to ask the tenant for its keys, where they are kept, and a clock in milliseconds since the epoch
 */
export function createVerifier(needs: { ask: Ask; cache: Cache; clock: () => number }): Verifier {
  const keys = createKeys(needs)
  const expected = ({ auth0Url, clientId, signingAlgs }: Client, restSeconds?: number) => ({
    keys: keys(auth0Url, restSeconds),
    issuer: `${auth0Url}/`,
    clientId,
    algorithms: signingAlgs,
    now: needs.clock(),
  })
  return {
    verify: (client, idToken, expectation) => verifyIdToken(idToken, { ...expectation, ...expected(client) }),
    verifyLogout: (client, logoutToken) => verifyLogoutToken(logoutToken, expected(client, REST_SECONDS)),
  }
}
