import { expect } from 'vitest'
import type { Tenant, TenantOptions } from '#infra/local/tenant/tenant'
import { type Answer, admin, CALLBACK, DATABASE, machine, post, send, startTenant, web } from '../support.ts'

export const SCOPES = [
  'read:users',
  'create:users',
  'update:users',
  'delete:users',
  'read:connections',
  'read:clients',
  'read:client_keys',
  'read:client_grants',
  'create:user_tickets',
  'delete:sessions',
  'delete:refresh_tokens',
  'read:device_credentials',
  'delete:device_credentials',
]

/** A caller of the Management API. */
export interface Api {
  tenant: Tenant
  token: string
  get(path: string): Promise<Answer>
  call(method: string, path: string, body?: unknown): Promise<Answer>
  /** Turns settings. */
  set(settings: object): Promise<Answer>
}

/** A tenant with a machine that may do everything, and hardly any rate limit. */
export async function startApi(options: Partial<TenantOptions> = {}): Promise<Api> {
  const tenant = await startTenant({
    applications: [
      {
        clientId: web.client_id,
        clientSecret: web.client_secret,
        callbacks: [CALLBACK],
        allowedLogoutUrls: [],
        allowedConnections: [DATABASE, 'employees'],
      },
      {
        clientId: machine.client_id,
        clientSecret: machine.client_secret,
        callbacks: [],
        allowedLogoutUrls: [],
        allowedConnections: [],
        grantTypes: ['client_credentials'],
        clientGrants: { '/api/v2/': SCOPES },
      },
    ],
    ...options,
  })
  return openApi(tenant)
}

/** A caller of a tenant that runs. */
export async function openApi(tenant: Tenant): Promise<Api> {
  const set = (settings: object) => admin(tenant, 'PATCH', 'settings', settings)
  await set({ managementLimit: { perSecond: 1000, burst: 1000 } })
  const token = await tokenFor(tenant)
  const call = (method: string, path: string, body?: unknown) => callWith(tenant, token, method, path, body)
  return { tenant, token, call, set, get: (path) => call('GET', path) }
}

/** A Management API token with some scopes, all by default. */
export async function tokenFor(tenant: Tenant, scopes: readonly string[] = SCOPES): Promise<string> {
  const audience = `${tenant.issuer}api/v2/`
  const request = { grant_type: 'client_credentials', audience, scope: scopes.join(' '), ...machine }
  const { status, body } = await post(tenant, '/oauth/token', request)
  expect(status).toBe(200)
  return String(body['access_token'])
}

/** One call below `/api/v2` with a token. */
export function callWith(tenant: Tenant, token: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const json = body !== undefined && {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }
  return send(tenant, `/api/v2${path}`, { method, headers: { authorization: `Bearer ${token}` }, ...json })
}

/** The body of a refusal. */
export function refusal(statusCode: number, message: unknown, errorCode?: string) {
  const phrases: Record<number, string> = {
    400: 'Bad Request',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'Not Found',
    409: 'Conflict',
    413: 'Request Entity Too Large',
    414: 'Request-URI Too Large',
    429: 'Too Many Requests',
  }
  const body = { statusCode, error: phrases[statusCode], message, ...(errorCode && { errorCode }) }
  return { status: statusCode, body }
}

/** A user's path. */
export function userPath(id: string): string {
  return `/users/${encodeURIComponent(id)}`
}
