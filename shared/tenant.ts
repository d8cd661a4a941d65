import { createAsk } from './auth0/ask.ts'
import { type Authentication, createAuthentication } from './auth0/authentication.ts'
import { createKeys } from './auth0/keys.ts'
import type { Client, Config } from './config/config.ts'
import { secretNames } from './config/secret.ts'
import { sparing } from './deadline.ts'
import { type LogoutTokenClaims, verifyLogoutToken } from './logout-token.ts'
import { observe } from './observability.ts'
import { once } from './once.ts'
import { type Carried, createRevocation } from './revocation.ts'
import { createCache } from './sessions/cache.ts'
import type { Table } from './sessions/table.ts'
import { type ExpectedIdToken, type IdTokenClaims, verifyIdToken } from './tokens.ts'

/** Keys are fetched for unknown ones of strangers no sooner than this: Auth0 publishes its next key before it uses it. */
const REST_SECONDS = 60

/** What a login or a refresh asks of an ID token beside what the client's settings say. */
export type IdTokenExpectation = Pick<ExpectedIdToken, 'nonce' | 'authenticatedAfter' | 'subject'>

/** Spared while the tenant's tokens are at hand, in milliseconds: they are still to be stored, or revoked. */
const SPARED_MILLISECONDS = 1500

/** The identity provider, as a client of ours sees it. */
export interface Tenant {
  authentication(client: Client): Authentication
  verify(client: Client, idToken: string, expectation: IdTokenExpectation): Promise<IdTokenClaims>
  /** Verifies a logout token, which anybody may have sent. */
  verifyLogout(client: Client, logoutToken: string): Promise<LogoutTokenClaims>
  /**
   * Revokes a refresh token whose session is gone from our table already: a tenant that fails never keeps a session
   * alive, so a failure is only written to the log.
   */
  revokeQuietly(client: Client, refreshToken: string | undefined): Promise<void>
  /**
   * The client's secret to seal under what is to be revoked later. Whoever has just asked the tenant has it in memory;
   * when it can't be had the log tells, and the login goes on without.
   */
  sealingSecret(client: Client): Promise<string | undefined>
  /** Revokes, as quietly, the refresh tokens that items carried which were ended by their keys. */
  revokeCarried(client: Client, carried: readonly Carried[]): Promise<void>
}

/**
 * Puts the tenant together for a function that talks to it.
 *
 * @param needs the table (for cached keys), the stage's name and configuration, and a clock in milliseconds since the
 * epoch
 */
export function createTenant({
  table,
  stage,
  config,
  clock,
}: {
  table: Table
  stage: string
  config: Config
  clock: () => number
}): Tenant {
  const ask = createAsk({ clock })
  const keys = createKeys({ ask, cache: createCache({ table, clock }), clock })
  // SSM's client is half of a cold start: it loads with the first secret that is needed.
  const secrets = once(async () => {
    const names = secretNames([...config.clients.values()].map(({ clientSecret }) => clientSecret))
    return (await import('./secrets.ts')).createSecrets({ stage, names, clock })
  })
  const secretOf = ({ clientSecret }: Client) => ({
    read: async () => (await secrets()).read(clientSecret),
    replacing: async (refused: string) => (await secrets()).replacing(clientSecret, refused),
    opening: async (unfit: string) => (await secrets()).opening(clientSecret, unfit),
  })
  const authentication = (client: Client) => createAuthentication({ client, secret: secretOf(client), ask, clock })
  const revokeQuietly = async (client: Client, refreshToken: string | undefined) => {
    if (refreshToken === undefined) return
    await authentication(client)
      .revoke(refreshToken)
      .catch((error: unknown) => observe('revoke_failed', error))
  }
  const expected = ({ auth0Url, clientId, signingAlgs }: Client, restSeconds?: number) => ({
    keys: keys(auth0Url, restSeconds),
    issuer: `${auth0Url}/`,
    clientId,
    algorithms: signingAlgs,
    now: clock(),
  })
  return {
    authentication,
    verify: (client, idToken, expectation) =>
      sparing(SPARED_MILLISECONDS, () => verifyIdToken(idToken, { ...expectation, ...expected(client) })),
    verifyLogout: (client, logoutToken) => verifyLogoutToken(logoutToken, expected(client, REST_SECONDS)),
    revokeQuietly,
    revokeCarried: createRevocation({ stage, secretOf, revoke: revokeQuietly }),
    async sealingSecret(client) {
      return sparing(SPARED_MILLISECONDS, () => secretOf(client).read()).catch((error: unknown) => {
        observe('not_revocable', error)
        return undefined
      })
    },
  }
}
