import { createAsk } from '../auth0/ask.ts'
import { requestServiceToken } from '../auth0/client-credentials.ts'
import type { ManagementClient } from '../config/management.ts'
import { once } from '../once.ts'
import { createSecrets } from '../secrets.ts'
import { createSharedToken } from '../sessions/shared-token.ts'
import { createTable } from '../sessions/table.ts'
import type { Stage } from '../stage.ts'
import type { CallNeeds } from './call.ts'
import { createTokenSource } from './token.ts'

/** Puts together what calls to the Management API need; the secret is read with the first of them. */
export function createCalls(stage: Stage, client: ManagementClient): CallNeeds {
  const { clock, pause } = stage
  const table = createTable(stage.table)
  const ask = createAsk({ clock })
  const secrets = createSecrets(stage)
  const source = once(async () => {
    const secret = await secrets.read(client.clientSecret)
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
  })
  return {
    clock,
    pause,
    tokens: {
      current: async () => (await source()).current(),
      replacing: async (refused) => (await source()).replacing(refused),
    },
  }
}
