import { createAsk } from '../auth0/ask.ts'
import { requestServiceToken } from '../auth0/client-credentials.ts'
import { TenantRefusal } from '../auth0/refusal.ts'
import type { ManagementClient } from '../config/management.ts'
import { ServiceError } from '../errors.ts'
import type { Secrets } from '../secrets.ts'
import { createSharedToken } from '../sessions/shared-token.ts'
import { createTable } from '../sessions/table.ts'
import type { Stage } from '../stage.ts'
import type { CallNeeds } from './call.ts'
import { createTokenSource, type TokenSource } from './token.ts'

/** Puts together what calls to the Management API need; the secret is read with the first of them, and when it is rotated. */
export function createCalls(stage: Stage, client: ManagementClient, secrets: Secrets): CallNeeds {
  const { clock, pause } = stage
  const sourceOf = createSources(stage, client)

  /** When the tenant refuses the secret, what needs it is done once more with the one in its place. */
  async function withSource<T>(run: (tokens: TokenSource) => Promise<T>): Promise<T> {
    const secret = await secrets.read(client.clientSecret)
    try {
      return await run(sourceOf(secret))
    } catch (error) {
      const refused = error instanceof ServiceError && error.cause instanceof TenantRefusal && error.cause.ofClient
      const renewed = refused ? await secrets.replacing(client.clientSecret, secret) : undefined
      if (renewed === undefined) throw error
      return run(sourceOf(renewed))
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

/** Sources of tokens by the secret that obtains and seals them; the last one is kept. */
function createSources({ stage, table: name, clock, pause }: Stage, client: ManagementClient) {
  const table = createTable(name)
  const ask = createAsk({ clock })
  let known: { readonly secret: string; readonly tokens: TokenSource } | undefined
  return (secret: string): TokenSource => {
    if (known?.secret === secret) return known.tokens
    const shared = createSharedToken({ table, stage, clock, name: `${client.clientId} ${client.audience}`, secret })
    const request = () => requestServiceToken({ ask, clock }, client, secret)
    known = { secret, tokens: createTokenSource({ shared, request, clock, pause }) }
    return known.tokens
  }
}
