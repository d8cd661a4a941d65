import { createHash } from 'node:crypto'

type Settings = Readonly<Record<string, unknown>>

/** What a caller of a client sends as `secret`, when the client was made with {@link keyed}. */
export function callerSecret(type: string): string {
  return `caller-secret-of-${type}`
}

/** What a client's application proves itself with at the tenant. */
export function credentialsOf(type: string): { readonly client_id: string; readonly client_secret: string } {
  return { client_id: `application-${type}`, client_secret: `application-secret-of-${type}` }
}

/** Settings of a client whose callers must prove themselves by {@link callerSecret}. */
export function keyed(type: string): Settings {
  return { secretHashes: [createHash('sha256').update(callerSecret(type)).digest('hex')] }
}

/** Settings that make a client a website. */
export const website = { scopes: ['website', 'openid', 'profile', 'email', 'offline_access'] }

/**
 * A configuration of clients at the stage's own tenant.
 *
 * @param clients what each one has beside an application of its own name, and instead of it
 */
export function configOf(clients: Readonly<Record<string, Settings>>, more: Settings = {}): object {
  const named = Object.entries(clients).map(([type, settings]) => [type, { ...application(type), ...settings }])
  return { customClaimsNamespaces: ['https://auth0-client.example/'], ...more, clients: Object.fromEntries(named) }
}

function application(type: string): Settings {
  const { client_id: clientId, client_secret: clientSecret } = credentialsOf(type)
  return {
    auth0Url: '{{AUTH0_URL}}',
    clientId,
    clientSecret,
    redirectUrl: '{{PROJECT_URL}}/web-login/callback',
    scopes: ['openid', 'profile', 'email', 'offline_access'],
  }
}
