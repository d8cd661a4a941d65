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
