import type { Families } from './families.ts'
import type { SigningKeys } from './keys.ts'

/** An application as the tenant's dashboard would show it. */
export interface Application {
  readonly clientId: string
  readonly clientSecret: string
  readonly callbacks: readonly string[]
  readonly logoutUrls: readonly string[]
  readonly connections: readonly string[]
}

/** The one person that the tenant knows, in every connection. */
export const PERSON = {
  sub: 'auth0|65d0c0ffee',
  email: 'zoë+test@example.org',
  name: 'Zoë Ñandú',
  password: 'p&ss=w%rd +1 “quoted”',
  groups: ['editors', 'night shift'],
}

/** The one API that access tokens may be for. */
export const AUDIENCE = 'https://api.foreign.example/v1'
/** Prefix of the tenant's custom claims. */
export const NAMESPACE = 'https://foreign.example/claims/'

/** An authorization that waits for its code to be traded. */
export interface Authorization {
  readonly clientId: string
  readonly redirectUri: string
  readonly challenge: string
  readonly nonce: string
  readonly scope: string
  readonly audience: string | undefined
  readonly maxAge: string | undefined
  readonly state: string
}

/** Somebody's login in a browser. */
export interface TenantSession {
  readonly sid: string
  readonly authTime: number
}

/** A code that was handed to a browser. */
export interface Code extends Authorization {
  readonly session: TenantSession
  readonly expiresAt: number
  spent: boolean
}

/** All that the tenant remembers. */
export interface World {
  readonly issuer: string
  readonly applications: Map<string, Application>
  readonly keys: SigningKeys
  /** Logins that have not ended, by the state of their form. */
  readonly logins: Map<string, Authorization>
  readonly codes: Map<string, Code>
  readonly sessions: Map<string, TenantSession>
  readonly families: Families
  /** End users' addresses as logins told them. */
  readonly addresses: string[]
  accessTokenSeconds: number
}

/** Now, in whole seconds since the epoch, by the clock that tests move. */
export function seconds(): number {
  return Math.floor(Date.now() / 1000)
}
