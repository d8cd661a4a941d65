import type { ManagementClient } from '#shared/config/management'
import { createManagement, type Management } from './ask/management.ts'
import { askServiceToken } from './ask/tenant.ts'
import type { Effects } from './effects.ts'
import { judgeConnection } from './judge/connections.ts'
import { judgeServiceToken, tokenOf } from './judge/credentials.ts'
import { judgeScopes } from './judge/grants.ts'
import { type Named, secretOf } from './read.ts'
import { type Result, unknown } from './result.ts'
import { type Told, untold } from './told.ts'

const SUBJECT = 'Management client'

/** The way to the Management API, and what was found on it. */
export interface Manager {
  readonly results: readonly Result[]
  readonly management: Told<Management>
  /** The token that was obtained, which must not be shown. */
  readonly token: string | undefined
}

/** What the management client is examined with. */
export interface ManagerNeeds {
  /** Tells whether a tenant answers as it should, by its address. */
  readonly works: (auth0Url: string) => boolean
  readonly named: Named
  readonly effects: Effects
}

/** Examines the application that manages users; by it the others are asked for. */
export async function examineManager(client: ManagementClient | undefined, needs: ManagerNeeds): Promise<Manager> {
  if (!client) {
    const gap = untold('absent', 'only a managementClient may ask, and the configuration has none')
    return { results: [], management: gap, token: undefined }
  }
  const secret = needs.works(client.auth0Url)
    ? secretOf(client.clientSecret, needs.named)
    : untold('silent', 'its tenant is not as it should be')
  if ('untold' in secret) {
    const results = [unknown(SUBJECT, 'Whether its secret and scopes are right', secret.untold)]
    return { results, management: secret, token: undefined }
  }
  return open(client, secret.told, needs.effects)
}

async function open(client: ManagementClient, secret: string, { http, pause }: Effects): Promise<Manager> {
  const answer = await askServiceToken(http, client, secret)
  const judged = judgeServiceToken(SUBJECT, client.audience, answer)
  const token = tokenOf(answer)
  if (token === undefined) {
    return { results: [judged], management: untold('refused', 'the management client gets no token'), token }
  }
  const management = createManagement({ http, pause, auth0Url: client.auth0Url, token })
  const results = [
    judged,
    ...(await examineScopes(client, management)),
    ...(await examineConnections(client, management)),
  ]
  return { results, management: { told: management }, token }
}

async function examineScopes({ clientId, audience }: ManagementClient, management: Management) {
  const grants = await management.grants(clientId, audience)
  if ('untold' in grants) return [unknown(SUBJECT, 'Whether it has all scopes', grants.untold)]
  return judgeScopes(SUBJECT, audience, grants.told)
}

async function examineConnections({ connections, connectionIds }: ManagementClient, management: Management) {
  const results: Result[] = []
  for (const name of connections) {
    const found = await management.connections(name)
    if ('untold' in found) results.push(unknown(SUBJECT, `Whether there is a connection ${name}`, found.untold))
    else results.push(judgeConnection(SUBJECT, name, connectionIds?.get(name), found.told))
  }
  return results
}
