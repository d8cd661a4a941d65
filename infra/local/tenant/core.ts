import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import { Counters } from './http/counters.ts'
import { FaultQueue } from './http/faults.ts'
import { RateLimits } from './http/rate-limits.ts'
import { RequestLog } from './http/requests.ts'
import { Jobs } from './jobs.ts'
import type { SigningKeys } from './keys.ts'
import { Mails } from './mails.ts'
import type { Api, Application, TenantOptions, TenantState } from './options.ts'
import { indexApis, indexApplications, indexConnections } from './registry.ts'
import { SettingsHolder } from './settings.ts'
import { Store } from './store.ts'
import { Users } from './users.ts'

/** What the endpoints of one running tenant share. */
export interface Core {
  /** With the trailing slash, as Auth0's. */
  readonly issuer: string
  readonly applications: ReadonlyMap<string, Application>
  readonly apis: ReadonlyMap<string, Api>
  readonly connections: readonly string[]
  /** Ids of the connections by name. */
  readonly connectionIds: ReadonlyMap<string, string>
  readonly namespace: string
  readonly defaultDirectory: string | undefined
  readonly defaultAudience: string | undefined
  readonly allowedLogoutUrls: readonly string[]
  readonly cookieKey: string
  readonly users: Users
  readonly jobs: Jobs
  readonly mails: Mails
  readonly keys: SigningKeys
  readonly store: Store
  readonly settings: SettingsHolder
  readonly counters: Counters
  readonly requests: RequestLog
  readonly faults: FaultQueue
  readonly limits: RateLimits
  /** Puts an application in place of the one with its client id. */
  changeApplication(application: Application): void
  /** Applications are again as they were configured. */
  resetApplications(): void
  /** The provider in service: a key rotation replaces it. */
  provider(): Provider
  /** Builds the provider anew over the same store, after a change of keys or applications. */
  renewProvider(): void
  /** Serves a request by the provider in service and what stands before it. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/**
 * The tenant's parts, from its options and what an earlier one left.
 *
 * @param issuer known once the server listens
 * @param compose puts a provider and what stands before it together; called again for each change of the keys
 */
export function createCore(
  options: TenantOptions,
  { issuer, keys, compose }: { issuer: string; keys: SigningKeys; compose(core: Core): Provider },
): Core {
  const { state } = options
  let provider: Provider
  let handle: Core['handle']
  const applications = indexApplications(options.applications, issuer)
  const core: Core = {
    ...lastingOf(options, issuer),
    applications,
    cookieKey: state?.cookieKey ?? randomBytes(32).toString('base64url'),
    users: new Users(state?.users ?? options.users),
    jobs: new Jobs(state?.jobs),
    mails: new Mails(),
    keys,
    store: new Store(state?.models),
    settings: new SettingsHolder(),
    counters: new Counters(),
    requests: new RequestLog(),
    faults: new FaultQueue(),
    limits: new RateLimits(),
    changeApplication(application) {
      applications.set(application.clientId, application)
      core.renewProvider()
    },
    resetApplications() {
      for (const [id, application] of indexApplications(options.applications, issuer)) applications.set(id, application)
      core.renewProvider()
    },
    provider: () => provider,
    renewProvider: () => {
      provider = compose(core)
      handle = provider.callback()
    },
    handle: (request, response) => handle(request, response),
  }
  core.renewProvider()
  return core
}

/** What stays as it was configured as long as the tenant runs. */
function lastingOf({ apis, connections, ...options }: TenantOptions, issuer: string) {
  return {
    issuer,
    apis: indexApis(apis, issuer),
    connections,
    connectionIds: indexConnections(connections, options.connectionIds),
    namespace: options.namespace ?? 'https://auth0-client.example/',
    defaultDirectory: options.defaultDirectory,
    defaultAudience: options.defaultAudience,
    allowedLogoutUrls: options.allowedLogoutUrls ?? [],
  }
}

/** What must outlive the process, by reference. */
export function stateOf(core: Core): TenantState {
  const { users, keys, cookieKey, store, jobs } = core
  return {
    users: users.all(),
    keys: keys.all(),
    cookieKey,
    models: store.snapshot(),
    jobs: jobs.all(),
  }
}
