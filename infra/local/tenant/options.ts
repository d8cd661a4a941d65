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
  given_name?: string
  family_name?: string
  nickname?: string
  picture?: string
  phone_number?: string
  phone_verified?: boolean
  email_verified?: boolean
  app_metadata?: Record<string, unknown>
  user_metadata?: Record<string, unknown>
  blocked?: boolean
  mfa?: { otp: string }
  /** Makes every login of this user end in Auth0's attack protection. */
  simulate?: 'requires_verification' | 'password_leaked'
  /** Accounts of other connections that were linked to this one. */
  linked?: Identity[]
  /** When the directory took the user in and changed it last; stamped by itself. */
  created_at?: string
  updated_at?: string
  last_login?: string
  last_ip?: string
  last_password_reset?: string
  logins_count?: number
}

/** One account behind a user. */
export interface Identity {
  connection: string
  /** Without the provider that a whole user id begins with. */
  user_id: string
  provider: string
  isSocial: boolean
}

export interface TenantOptions {
  /** @default 0, any free port; only 127.0.0.1 listens */
  port?: number
  /** Address that the tenant is known by, with a final slash, where something stands before it. @default its own */
  issuer?: string
  applications: Application[]
  apis: Api[]
  /** Names of the database connections. */
  connections: string[]
  /** Ids of connections by name, `con_` and 16 letters or digits. @default derived from the name, so that they stay */
  connectionIds?: Record<string, string>
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
  jobs?: Job[]
}

/** A job of the Management API; it is carried out when somebody looks after its time has come. */
export interface Job {
  id: string
  type: 'users_import' | 'verification_email'
  created_at: string
  /** Seconds until it is done. */
  seconds: number
  outcome?: JobOutcome
  import?: ImportOrder
}

/** What an import is to do. */
export interface ImportOrder {
  connection: string
  connectionId: string
  externalId?: string
  upsert: boolean
  /** The file's users, null if it was no JSON array. */
  rows: unknown[] | null
}

/** What came of a job: a failure as a whole, or what was done and what is wrong with single users. */
export interface JobOutcome {
  failure?: string
  summary?: { failed: number; updated: number; inserted: number; total: number }
  errors: { user: unknown; errors: { code: string; message: string; path?: string }[] }[]
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
