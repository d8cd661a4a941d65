/** What a test or a person may turn while the tenant runs; see `admin/settings.ts`. */
export interface Settings {
  /** Seconds; overrides every API's and the opaque token's, for tokens issued later. */
  accessTokenLifetime?: number
  /** Seconds; overrides every application's rotation overlap. */
  leeway?: number
  /** Overrides every application's rotation. */
  rotation?: boolean
  /** Adds `iss` to the authorization response (RFC 9207); off by default, as at Auth0. */
  issParameter: boolean
  /** Auth0's 5 calls a minute and user, burst 10, at `/userinfo`. */
  userinfoLimit: boolean
  /** The free plan's 30 calls a second at `/oauth/token`, burst 100; the limit depends on the plan, so off by default. */
  tokenLimit: boolean
  /** Token bucket of the whole Management API; Auth0's depends on the plan (free: 2 a second, burst 2). */
  managementLimit: { perSecond: number; burst: number }
  /** Auth0's one mail a minute for an address and email, burst 10, at `/dbconnections/change_password`. */
  changePasswordLimit: boolean
  /** Offers what only Auth0's Enterprise plans do: ending all sessions or refresh tokens of a user. */
  enterprise: boolean
  /** Seconds, at most 3600, by which the search of users lags behind. */
  searchDelay: number
  /** Longest query string of a search, in characters as sent; Auth0 does not publish its own. */
  searchLimit: number
  /**
   * What a query or group of nothing but exclusions selects: `nothing` as in Lucene, or with `complement` all that is
   * not excluded, as in Elasticsearch.
   */
  pureNegation: 'nothing' | 'complement'
  /** Connections that require a username, and the only ones that take one. */
  usernameConnections: string[]
  /** Refuses new users in a connection that no application has enabled. */
  refuseDisabledConnections: boolean
  /** Refuses a changed password or username without `connection`, which Auth0 says it needs for some users only. */
  changeNeedsConnection: boolean
  /** Refuses a change of email and password in one request, as Auth0 long did. */
  oneCredentialAtOnce: boolean
  /** Keeps rotating refresh tokens out of the device credentials of type `refresh_token`. */
  rotatingCredentialsApart: boolean
  /** Whether Auth0's 512,000 bytes are those of the whole upload or those of its file of users. */
  importLimit: 'payload' | 'file'
  /** Seconds that a job created later takes; 0 is done at the first look. */
  jobSeconds: number
  /** Shows an import that has begun as `processing`, a word that Auth0 does not document, rather than `pending`. */
  jobProcessing: boolean
  /** Merged into ID tokens issued later, to forge wrong ones; null removes a claim. */
  idTokenClaims: Record<string, unknown>
  /** HS256 signs with the application's secret. */
  idTokenAlg: 'RS256' | 'none' | 'HS256'
  /** Signs ID tokens with a key that is not published. */
  foreignKey: boolean
}

const DEFAULTS: Settings = {
  issParameter: false,
  userinfoLimit: true,
  tokenLimit: false,
  managementLimit: { perSecond: 2, burst: 10 },
  changePasswordLimit: true,
  enterprise: false,
  searchDelay: 0,
  searchLimit: 4096,
  pureNegation: 'nothing',
  usernameConnections: [],
  refuseDisabledConnections: true,
  changeNeedsConnection: true,
  oneCredentialAtOnce: true,
  rotatingCredentialsApart: true,
  importLimit: 'payload',
  jobSeconds: 0,
  jobProcessing: false,
  idTokenClaims: {},
  idTokenAlg: 'RS256',
  foreignKey: false,
}

/** Holds the settings in force. */
export class SettingsHolder {
  #current: Settings = DEFAULTS

  get current(): Settings {
    return this.#current
  }

  change(patch: Partial<Settings>): Settings {
    this.#current = { ...this.#current, ...patch }
    return this.#current
  }

  reset(): Settings {
    this.#current = DEFAULTS
    return this.#current
  }
}
