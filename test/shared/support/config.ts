import { type Client, type Config, parseConfig } from '#shared/config/config'

/** A JSON object as a test writes it. */
export type Json = Record<string, unknown>

/** The fewest keys that a client may have, and what a test adds or takes away (`undefined`). */
export function clientJson(changes: Json = {}): Json {
  return {
    auth0Url: 'https://tenant.eu.auth0.com',
    clientId: 'client-id',
    clientSecret: '{{CLIENT_SECRET}}',
    redirectUrl: 'https://site.example/web-login/callback',
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    ...changes,
  }
}

/** The fewest keys that the management client may have. */
export function managementJson(changes: Json = {}): Json {
  return {
    auth0Url: 'https://tenant.eu.auth0.com',
    clientId: 'management-id',
    clientSecret: '{{MANAGEMENT_SECRET}}',
    ...changes,
  }
}

/** A checked configuration of some clients. */
export function makeConfig(clients: Record<string, Json> = { app: {} }, changes: Json = {}): Config {
  const filled = Object.entries(clients).map(([type, client]) => [type, clientJson(client)])
  return parseConfig({ clients: Object.fromEntries(filled), ...changes }, {}, { local: true })
}

/** A checked client of the type `app`. */
export function makeClient(changes: Json = {}): Client {
  const client = makeConfig({ app: changes }).clients.get('app')
  if (!client) throw new Error('The test has no client')
  return client
}
