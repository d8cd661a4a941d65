import { afterEach } from 'vitest'
import {
  createTenant,
  type Tenant,
  type TenantOptions,
  type TenantState,
  type TenantUser,
} from '#infra/local/tenant/tenant'

export const API = 'https://api.example.com'
export const DATABASE = 'Username-Password-Authentication'
export const REALM_GRANT = 'http://auth0.com/oauth/grant-type/password-realm'
export const OTP_GRANT = 'http://auth0.com/oauth/grant-type/mfa-otp'
export const PASSWORD = 'Passw0rd!'
export const CALLBACK = 'https://app.example/callback'

export const web = { client_id: 'web-application', client_secret: 'secret-of-the-web-application' }
export const shop = { client_id: 'shop-application', client_secret: 'secret-of-the-shop-application' }
export const machine = { client_id: 'machine', client_secret: 'secret-of-the-machine' }

function user(name: string, rest: Partial<TenantUser> = {}): TenantUser {
  const email = `${name}@example.com`
  return { user_id: `auth0|${name}`, email, password: PASSWORD, connection: DATABASE, ...rest }
}

export const users = [
  user('ada', { username: 'ada', name: 'Ada', email_verified: true, app_metadata: { role: 'admin' } }),
  user('bob', { connection: 'employees' }),
  user('eve', { connection: 'partners' }),
  user('blocked', { blocked: true }),
  user('careful', { mfa: { otp: '123456' } }),
  user('robot', { simulate: 'requires_verification' }),
  user('leaked', { simulate: 'password_leaked' }),
]

const running: Tenant[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((tenant) => tenant.close()))
})

/** Keys that the tenants of a test file share: making them is what takes time. */
let shared: Pick<TenantState, 'keys' | 'cookieKey'> | undefined

/** A tenant of two websites and a machine, closed after the test; `state: undefined` gives it keys of its own. */
export async function startTenant(options: Partial<TenantOptions> = {}): Promise<Tenant> {
  const site = { callbacks: [CALLBACK], allowedConnections: [DATABASE, 'employees'] }
  const tenant = await createTenant({
    applications: [
      {
        ...site,
        clientId: web.client_id,
        clientSecret: web.client_secret,
        allowedLogoutUrls: ['https://app.example/', 'https://app.example/bye?a=1'],
      },
      {
        ...site,
        clientId: shop.client_id,
        clientSecret: shop.client_secret,
        allowedLogoutUrls: [],
        allowedConnections: [DATABASE],
        trustIpHeader: false,
      },
      {
        clientId: machine.client_id,
        clientSecret: machine.client_secret,
        callbacks: [],
        allowedLogoutUrls: [],
        allowedConnections: [],
        grantTypes: ['client_credentials'],
        clientGrants: { [API]: ['read:things', 'write:things'], '/api/v2/': ['read:users'] },
      },
    ],
    apis: [
      { identifier: API, scopes: ['read:things', 'write:things'] },
      { identifier: 'not a uri', scopes: ['read:x'], tokenLifetime: 60, allowOfflineAccess: false },
    ],
    connections: [DATABASE, 'employees', 'partners'],
    users,
    defaultDirectory: DATABASE,
    state: shared && { ...shared, users: options.users ?? users, models: [] },
    ...options,
  })
  shared ??= tenant.state()
  running.push(tenant)
  return tenant
}

export interface Answer {
  status: number
  body: Record<string, unknown>
  text: string
  headers: Headers
}

/** Posts a form, or JSON with `json`. */
export async function post(
  tenant: Tenant,
  path: string,
  body: Record<string, unknown>,
  { json = false, headers = {} }: { json?: boolean; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const form = new URLSearchParams(Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]))
  return send(tenant, path, {
    method: 'POST',
    headers: json ? { 'content-type': 'application/json', ...headers } : headers,
    body: json ? JSON.stringify(body) : form,
  })
}

export async function send(tenant: Tenant, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(new URL(path, tenant.issuer), { redirect: 'manual', ...init })
  const text = await response.text()
  return { status: response.status, text, body: parse(text), headers: response.headers }
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

/** A call of the back door. */
export function admin(tenant: Tenant, method: string, path: string, body?: unknown): Promise<Answer> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return send(tenant, `/_admin/${path}`, { method, ...(body !== undefined && json) })
}

/** `grant_type=password` of the web application for Ada, with changes. */
export function logIn(tenant: Tenant, changes: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const request = { grant_type: 'password', username: 'ada@example.com', password: PASSWORD, ...web, ...changes }
  return post(tenant, '/oauth/token', request, { headers })
}

/** `grant_type=refresh_token` of the web application, with changes. */
export function refresh(
  tenant: Tenant,
  refresh_token: unknown,
  changes: Record<string, unknown> = {},
  headers: Record<string, string> = {},
) {
  return post(tenant, '/oauth/token', { grant_type: 'refresh_token', refresh_token, ...web, ...changes }, { headers })
}
