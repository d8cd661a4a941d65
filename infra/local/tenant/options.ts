/** What the tenant is made of: the same things an Auth0 dashboard shows. */

export const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'
export const MFA_OTP = 'http://auth0.com/oauth/grant-type/mfa-otp'

/** An application of the tenant (confidential: it always has a secret). */
export interface Application {
  clientId: string
  clientSecret: string
  /** Allowed Callback URLs, compared exactly. */
  callbacks: string[]
  /** Allowed Logout URLs; the first one serves a logout that names none. */
  allowedLogoutUrls: string[]
  /** Connections enabled for this application; a login or a realm with any other is refusals. */
  allowedConnections: string[]
  /** @default authorization_code, refresh_token, password, password-realm, mfa-otp */
  grantTypes?: string[]
  /** Refresh token rotation. @default true */
  rotation?: boolean
  /** Seconds in which the immediately previous refresh token still works. @default 30 */
  leeway?: number
  /** Believe `auth0-forwarded-for` on authenticated token requests. @default true */
  trustIpHeader?: boolean
  backchannelLogoutUrl?: string
  /**
   * For client_credentials: audience -> granted scopes. A path stands for an audience under the issuer, whose port
   * may not be known yet: `/api/v2/` is the Management API.
   */
  clientGrants?: Record<string, string[]>
}

/** An API (resource server) registered in the tenant. */
export interface Api {
  identifier: string
  scopes: string[]
  /** Seconds. @default 86400 */
  tokenLifetime?: number
  /** @default true */
  allowOfflineAccess?: boolean
}

/** A user of a database connection, with the password in clear: this is a toy directory. */
export interface TenantUser {
  user_id: string
  email: string
  password: string
  connection: string
  username?: string
  name?: string
  nickname?: string
  picture?: string
  email_verified?: boolean
  app_metadata?: Record<string, unknown>
  user_metadata?: Record<string, unknown>
  blocked?: boolean
  mfa?: { otp: string }
  /** Makes every login of this user end in Auth0's attack protection. */
  simulate?: 'requires_verification' | 'password_leaked'
}

export interface TenantOptions {
  /** @default 0, any free port; only 127.0.0.1 listens */
  port?: number
  applications: Application[]
  apis: Api[]
  /** Names of the database connections. */
  connections: string[]
  users: TenantUser[]
  /** Prefix of the custom claims `app_metadata` and `user_metadata`. @default https://auth0-client.example/ */
  namespace?: string
  /** Connection of `grant_type=password`; unset, that grant fails as it does at Auth0. */
  defaultDirectory?: string | undefined
  /** Audience of requests that name none. */
  defaultAudience?: string | undefined
  /** Query-less URLs that `/v2/logout` without client_id may return to. @default none */
  allowedLogoutUrls?: string[]
  /** What an earlier tenant's `state()` gave; its users and keys replace the configured ones. */
  state?: TenantState | undefined
}

/** All that changes while a tenant runs, as JSON. */
export interface TenantState {
  users: TenantUser[]
  keys: PrivateKey[]
  cookieKey: string
  models: StoredModel[]
}

/** A private RS256 signing key in JWK form. */
export interface PrivateKey {
  kid: string
  kty: string
  n: string
  e: string
  [member: string]: unknown
}

/** One record of the in-memory store; `expiresAt` is in epoch milliseconds, null for never. */
export interface StoredModel {
  model: string
  id: string
  payload: Record<string, unknown>
  expiresAt: number | null
}
