import { randomUUID } from 'node:crypto'
import { indexConnections } from '#infra/local/tenant/registry'
import { callerSecret, keyed } from './config.ts'
import { type Answer, type Call, send } from './http.ts'
import { logInApp, logInSite, type Tokens } from './login.ts'
import type { TestStage } from './stage.ts'

type Settings = Readonly<Record<string, unknown>>

/** The client of the people who manage users; it proves itself by {@link officeSecret}. */
export const office = keyed('office')
export const officeSecret = { secret: callerSecret('office') }
/** Audience and scopes that make a client's access tokens JWTs, good for managing users where the configuration says so. */
export const withScope = (scope: string): Settings => ({
  audience: 'https://api.example/',
  scopes: ['openid', 'profile', 'email', 'offline_access', scope],
})

/** Secret of the application that manages users, as SSM holds it. */
export const MANAGEMENT_SECRET = 'secret-of-the-management-application'
/** For {@link StageOptions.set}. */
export const managementSecret = { MANAGEMENT_SECRET }

/** What a configuration says of user management: the application, its connections, and that the office may. */
export function managing(connections: readonly string[], more: Settings = {}, access: Settings = {}): Settings {
  const application = { auth0Url: '{{AUTH0_URL}}', clientId: 'application-management' }
  return {
    managementClient: {
      ...application,
      clientSecret: '{{MANAGEMENT_SECRET}}',
      supportedConnections: connections,
      defaultCreateUserConnection: connections[0],
      ...more,
    },
    management: { clients: ['office'], ...access },
  }
}

/** The same with the ids of the tenant's connections, which imports need. @param byDefault its own name */
export function importing(connections: readonly string[], byDefault?: string): Settings {
  const ids = [...indexConnections(connections)].map(([name, connectionId]) => [name, { connectionId }] as const)
  return managing([], {
    supportedConnections: undefined,
    defaultCreateUserConnection: undefined,
    supportedConnectionsMap: Object.fromEntries(ids),
    defaultManagementConnectionName: byDefault,
  })
}

/** Somebody who can log in. */
export interface Person {
  readonly id: string
  readonly email: string
  readonly password: string
  readonly connection: string
}

/** Adds somebody whom no other test knows, through the tenant's back door. */
export async function addPerson({ admin }: TestStage, connection: string, fields: object = {}): Promise<Person> {
  const own = randomUUID()
  const person = { email: `${own}@example.com`, password: 'First-Password-1', connection }
  await admin.addUser({ user_id: `auth0|${own}`, ...person, ...fields })
  return { id: `auth0|${own}`, ...person }
}

/** A person's login in an app. */
export function appOf({ url }: TestStage, person: Person, type = 'app'): Promise<Tokens> {
  return logInApp(url, type, formOf(person))
}

/** A person's login in a website: the cookie, as `name=value`. */
export function siteOf({ url }: TestStage, person: Person, type = 'site'): Promise<string> {
  return logInSite(url, type, formOf(person))
}

/** What a person types. */
export function formOf({ email, password, connection }: Person): Readonly<Record<string, string>> {
  return { username: email, password, connection }
}

/** A call of the office. */
export function manage({ url }: TestStage, path: string, { headers, ...call }: Call = {}): Promise<Answer> {
  return send(`${url}${path}`, { ...call, headers: { ...officeSecret, ...headers } })
}

/** The path of a user. */
export function userPath(id: string, rest = ''): string {
  return `/users/${encodeURIComponent(id)}${rest}`
}

/** The body of an answer whose JSON is a list. */
export function listOf({ status, text }: Answer): readonly Readonly<Record<string, unknown>>[] {
  const list: unknown = JSON.parse(text)
  if (status !== 200 || !Array.isArray(list)) throw new Error(`No list: ${status} ${text}`)
  return list
}

/** Forgets all trouble; the tenant's rate limit is out of the way. */
export async function clearTenant({ admin }: TestStage): Promise<void> {
  await admin.reset()
  await admin.settings({ managementLimit: { perSecond: 1000, burst: 1000 } })
}

/** A user as the tenant has it. */
export function userOf({ tenant }: TestStage, id: string) {
  return tenant?.state().users.find(({ user_id }) => user_id === id)
}

/** The mails that somebody got, by their kinds. */
export async function mailsTo({ tenantUrl }: TestStage, email: string): Promise<readonly string[]> {
  const { text } = await send(`${tenantUrl}/_admin/mails`)
  const mails: readonly { readonly to: string; readonly kind: string }[] = JSON.parse(text)
  return mails.filter(({ to }) => to === email).map(({ kind }) => kind)
}

/** Has the tenant refuse every Management API token that it has issued. */
export async function revokeManagementTokens({ tenantUrl }: TestStage): Promise<void> {
  const answer = await send(`${tenantUrl}/_admin/management/revoke-tokens`, { method: 'POST' })
  if (answer.status >= 300) throw new Error(`The tokens were not revoked: ${answer.status}`)
}

/** How many requests of the Management API the tenant saw. */
export async function managementCalls({ admin }: TestStage): Promise<number> {
  const counted = Object.entries(await admin.counters()).filter(([name]) => name.includes(' /api/v2/'))
  return counted.reduce((sum, [, count]) => sum + count, 0)
}

/** Counter of the Management API tokens that the tenant issued. */
export const TOKENS = 'POST /oauth/token client_credentials'
