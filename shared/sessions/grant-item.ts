import * as v from 'valibot'
import { type Profile, ProfileSchema, type Tokens } from './content.ts'
import type { Leased } from './lease.ts'

/** What of a grant is sealed under its refresh token. */
export const ContentSchema = v.object({
  profile: ProfileSchema,
  idToken: v.string(),
  /** What the tenant is asked with instead, once it has rotated the token and its answer could not be proved. */
  rotatedTo: v.optional(v.string()),
})

/** What of a grant stands in the table. */
export const ItemSchema = v.object({
  client: v.string(),
  userId: v.string(),
  family: v.string(),
  auth0Sid: v.optional(v.string()),
  bearer: v.string(),
  expiresAt: v.number(),
  version: v.number(),
  usedAt: v.optional(v.number()),
  successor: v.optional(v.string()),
  leaseOwner: v.optional(v.string()),
  leaseUntil: v.optional(v.number()),
  sealed: v.instance(Uint8Array),
})

export type GrantContent = v.InferOutput<typeof ContentSchema>

/** A refresh token that we handed to an app, opened. Times in seconds since the epoch. */
export interface Grant extends Leased, GrantContent {
  readonly refreshToken: string
  readonly client: string
  readonly userId: string
  /** The login that this refresh token descends from. */
  readonly family: string
  readonly auth0Sid?: string | undefined
  /** Fingerprint of the access token that was handed out with it. */
  readonly bearer: string
  readonly usedAt?: number | undefined
  /** Key of the grant that it was traded for. */
  readonly successor?: string | undefined
  /** The tenant's answer, for a short time after the refresh token was used. */
  readonly answer?: Tokens | undefined
}

/** What a new refresh token is kept with. */
export interface NewGrant extends GrantContent {
  readonly client: string
  readonly userId: string
  readonly family: string
  readonly auth0Sid?: string | undefined
  readonly accessToken: string
  /** Seals the refresh token for whoever ends the grant by its key. */
  readonly clientSecret: string | undefined
}

/** The tenant's answer to a refresh token. */
export interface GrantAnswer {
  readonly tokens: Tokens
  readonly profile: Profile
  /** The tenant issued a new refresh token; without rotation the old one stays good. */
  readonly rotated: boolean
  /** As in {@link NewGrant}. */
  readonly clientSecret?: string | undefined
}
