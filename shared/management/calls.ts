import { createAsk } from '../auth0/ask.ts'
import { requestServiceToken } from '../auth0/client-credentials.ts'
import { TenantRefusal } from '../auth0/refusal.ts'
import type { ManagementClient } from '../config/management.ts'
import { secretNames } from '../config/secret.ts'
import { ServiceError } from '../errors.ts'
import { createSecrets } from '../secrets.ts'
import { createSharedToken } from '../sessions/shared-token.ts'
import { createTable } from '../sessions/table.ts'
import type { Stage } from '../stage.ts'
import type { CallNeeds } from './call.ts'
import { createTokenSource, type TokenSource } from './token.ts'

/** Puts together what calls to the Management API need; the secret is read with the first of them, and when it is rotated. */
export function createCalls(stage: Stage, client: ManagementClient): CallNeeds {
  const { clock, pause } = stage
  const table = createTable(stage.table)
  const ask = createAsk({ clock })
  const secrets = createSecrets({ stage: stage.stage, names: secretNames([client.clientSecret]), clock })
  let known: { readonly secret: string; readonly tokens: TokenSource } | undefined

  function sourceWith(secret: string): TokenSource {
    if (known?.secret !== secret) known = { secret, tokens: sourceOf(secret) }
    return known.tokens
  }

  function sourceOf(secret: string): TokenSource {
    const shared = createSharedToken({
      table,
      stage: stage.stage,
      clock,
      name: `${client.clientId} ${client.audience}`,
      secret,
    })
    return createTokenSource({
      shared,
      request: () => requestServiceToken({ ask, clock }, client, secret),
      clock,
      pause,
    })
  }

  /** When the tenant refuses the secret, what needs it is done once more with the one in its place. */
  async function withSource<T>(run: (tokens: TokenSource) => Promise<T>): Promise<T> {
    const secret = await secrets.read(client.clientSecret)
    try {
      return await run(sourceWith(secret))
    } catch (error) {
      const refused = error instanceof ServiceError && error.cause instanceof TenantRefusal && error.cause.ofClient
      const renewed = refused ? await secrets.replacing(client.clientSecret, secret) : undefined
      if (renewed === undefined) throw error
      return run(sourceWith(renewed))
    }
  }

  return {
    clock,
    pause,
    tokens: {
      current: () => withSource((tokens) => tokens.current()),
      replacing: (refused) => withSource((tokens) => tokens.replacing(refused)),
    },
  }
}
