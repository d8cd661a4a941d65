import type { Client } from '#shared/config/config'
import type { AskHttp } from './ask/http.ts'
import type { Management } from './ask/management.ts'
import { askSecret } from './ask/tenant.ts'
import { judgeApplication } from './judge/application.ts'
import { judgeConnections } from './judge/connections.ts'
import { judgeClientSecret } from './judge/credentials.ts'
import { type Result, unknown, wrong } from './result.ts'
import type { Told } from './told.ts'

/** A client of the configuration, and whom to ask about it. */
export interface ClientNeeds {
  readonly client: Client
  /** Its secret, or why it can't be tried. */
  readonly secret: Told<string>
  /** The Management API, or why it can't be asked. */
  readonly management: Told<Management>
  /** Connections that its application must have. */
  readonly supported: readonly string[]
  readonly http: AskHttp
}

/** Examines a client's application at Auth0. */
export async function examineClient(needs: ClientNeeds): Promise<readonly Result[]> {
  const subject = `Client ${needs.client.type}`
  return [await examineSecret(subject, needs), ...(await examineSettings(subject, needs))]
}

async function examineSecret(subject: string, { client, secret, http }: ClientNeeds): Promise<Result> {
  if ('untold' in secret) return unknown(subject, 'Whether its secret is right', secret.untold)
  return judgeClientSecret(subject, await askSecret(http, client, secret.told))
}

async function examineSettings(subject: string, needs: ClientNeeds): Promise<readonly Result[]> {
  const { client, management, supported } = needs
  if ('untold' in management) return [unknown(subject, 'Its settings at Auth0', management.untold)]
  const settings = await management.told.application(client.clientId)
  if ('untold' in settings && settings.untold.why === 'absent') return [absent(subject, client, management.told)]
  const enabled = await management.told.connectionsOf(client.clientId)
  return [
    ...('untold' in settings
      ? [unknown(subject, 'Its settings at Auth0', settings.untold)]
      : judgeApplication(subject, client, settings.told)),
    ...('untold' in enabled
      ? [unknown(subject, 'Its connections', enabled.untold)]
      : judgeConnections(subject, supported, enabled.told)),
  ]
}

function absent(subject: string, client: Client, { auth0Url }: Management): Result {
  if (client.auth0Url !== auth0Url) {
    return unknown(subject, 'Its settings at Auth0', { says: 'it is of another tenant than the management client' })
  }
  return wrong(subject, 'The tenant has no application of its client id', 'Set the id as Auth0 has it: Settings')
}
