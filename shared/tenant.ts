import { createAsk } from './auth0/ask.ts'
import { type Authentication, createAuthentication } from './auth0/authentication.ts'
import type { Client, Config } from './config/config.ts'
import { sparing } from './deadline.ts'
import { observe } from './observability.ts'
import { type Carried, createRevocation } from './revocation.ts'
import { clientSecrets, type Secrets } from './secrets.ts'
import { createCache } from './sessions/cache.ts'
import type { Table } from './sessions/table.ts'
import { createVerifier, type Verifier } from './verifier.ts'

/** Spared while the tenant's tokens are at hand, in milliseconds: they are still to be stored, or revoked. */
const SPARED_MILLISECONDS = 1500

/** The identity provider, as a client of ours sees it. */
export interface Tenant extends Verifier {
  authentication(client: Client): Authentication
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
 * @param needs the table (for cached keys), the stage's name and configuration, a clock in milliseconds since the epoch,
 * and the secrets, where others read them too
 */
export function createTenant({
  table,
  stage,
  config,
  clock,
  secrets = clientSecrets({ stage, config, clock }),
}: {
  table: Table
  stage: string
  config: Config
  clock: () => number
  secrets?: Secrets
}): Tenant {
  const ask = createAsk({ clock })
  const { verify, verifyLogout } = createVerifier({ ask, cache: createCache({ table, clock }), clock })
  const secretOf = ({ clientSecret }: Client) => ({
    read: () => secrets.read(clientSecret),
    replacing: (refused: string) => secrets.replacing(clientSecret, refused),
    opening: (unfit: string) => secrets.opening(clientSecret, unfit),
  })
  const authentication = (client: Client) => createAuthentication({ client, secret: secretOf(client), ask, clock })
  const revokeQuietly = async (client: Client, refreshToken: string | undefined) => {
    if (refreshToken === undefined) return
    await authentication(client)
      .revoke(refreshToken)
      .catch((error: unknown) => observe('revoke_failed', error))
  }
  return {
    authentication,
    verify: (...token) => sparing(SPARED_MILLISECONDS, () => verify(...token)),
    verifyLogout,
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
