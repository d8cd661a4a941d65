import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type Provider from 'oidc-provider'
import { admin } from './admin/admin.ts'
import { type Core, createCore, stateOf } from './core.ts'
import { readBody } from './http/body.ts'
import type { Middleware } from './http/context.ts'
import { countRequests } from './http/counters.ts'
import { injectFaults } from './http/faults.ts'
import { logRequests } from './http/requests.ts'
import { SigningKeys } from './keys.ts'
import { auth0Logout } from './logout/auth0.ts'
import { oidcLogout } from './logout/oidc.ts'
import { management } from './management/management.ts'
import { shapeAuthorization } from './oauth/authorization.ts'
import { changePassword } from './oauth/change-password.ts'
import { discovery, jwks } from './oauth/discovery.ts'
import { translateAnswers } from './oauth/token-endpoint.ts'
import { userinfo } from './oauth/userinfo.ts'
import type { TenantOptions, TenantState } from './options.ts'
import { loginPage } from './pages/login.ts'
import { buildProvider } from './provider.ts'

export type { Api, Application, TenantOptions, TenantState, TenantUser } from './options.ts'

/** A running tenant. */
export interface Tenant {
  /** `http://127.0.0.1:PORT/`, with the trailing slash of Auth0's issuers. */
  issuer: string
  /** All that must outlive the process, by reference: serialise it at once. */
  state(): TenantState
  /** Stops listening and hangs up on everybody. */
  close(): Promise<void>
}

/**
 * Starts an Auth0 tenant on this machine: universal login, tokens, logout and an admin back door, as strict as
 * Auth0 or stricter.
 *
 * @throws the server's error, EADDRINUSE if the port is taken
 */
export async function createTenant(options: TenantOptions): Promise<Tenant> {
  const server = createServer()
  const [keys] = await Promise.all([SigningKeys.create(options.state?.keys), listen(server, options.port ?? 0)])
  const core = createCore(options, { issuer: options.issuer ?? issuerOf(server), keys, compose })
  server.on('request', core.handle)
  return {
    issuer: core.issuer,
    state: () => stateOf(core),
    close: () => close(server),
  }
}

/** The way of a request: body, back door, books, faults, then the first endpoint that knows it, else oidc-provider. */
function compose(core: Core): Provider {
  const provider = buildProvider(core)
  const front: Middleware[] = [
    readBody,
    admin(core),
    countRequests(core.counters),
    logRequests(core.requests),
    injectFaults(core.faults),
    management(core),
    discovery(core),
    jwks(core),
    loginPage(core),
    userinfo(core),
    changePassword(core),
    auth0Logout(core),
    oidcLogout(core),
    shapeAuthorization(core),
    translateAnswers(core),
  ]
  for (const middleware of front) provider.use(middleware)
  return provider
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}

function issuerOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the tenant listens on a TCP port')
  return `http://127.0.0.1:${address.port}/`
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
