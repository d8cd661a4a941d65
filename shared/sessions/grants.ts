import * as v from 'valibot'
import { indexes, LONGEST_ITEM } from '../environment.ts'
import { fingerprint, open, seal } from '../seal.ts'
import { type AnswerNeeds, createAnswers } from './answers.ts'
import { type Profile, ProfileSchema, parseSealed, type Tokens } from './content.ts'
import { itemKey } from './key.ts'
import { type Leased, ownLease, releaseLease, takeLease } from './lease.ts'
import type { Item } from './table.ts'

const ContentSchema = v.object({
  profile: ProfileSchema,
  idToken: v.string(),
  /** What the tenant is asked with instead, once it has rotated the token and its answer could not be proved. */
  rotatedTo: v.optional(v.string()),
})

const ItemSchema = v.object({
  client: v.string(),
  userId: v.string(),
  family: v.string(),
  auth0Sid: v.optional(v.string()),
  bearer: v.string(),
  expiresAt: v.number(),
  version: v.number(),
  usedAt: v.optional(v.number()),
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
}

/** The tenant's answer to a refresh token. */
export interface GrantAnswer {
  readonly tokens: Tokens
  readonly profile: Profile
  /** The tenant issued a new refresh token; without rotation the old one stays good. */
  readonly rotated: boolean
}

export type Grants = ReturnType<typeof createGrants>

/** Key of a refresh token's item: a bearer keeps it, so that a logout by the bearer ends the grant too. */
export function grantKey(refreshToken: string): string {
  return itemKey('grant', refreshToken)
}

/**
 * The store of the refresh tokens that apps hold.
 *
 * @param needs the table, the stage's name, a clock, and how long answers are kept
 */
export function createGrants(needs: AnswerNeeds) {
  const { table, stage, clock } = needs
  const answers = createAnswers(needs)
  const context = (client: string) => ({ stage, client, purpose: 'grant' })
  const seconds = () => Math.floor(clock() / 1000)
  const sealContent = (refreshToken: string, client: string, content: GrantContent) =>
    seal(refreshToken, context(client), JSON.stringify(content))

  function toGrant(refreshToken: string, item: Item | undefined): Grant | undefined {
    const parsed = v.safeParse(ItemSchema, item)
    if (!parsed.success || parsed.output.expiresAt <= seconds()) return undefined
    const { sealed, expiresAt: _, ...fields } = parsed.output
    const content = parseSealed(ContentSchema, open(refreshToken, context(fields.client), sealed))
    return content && { refreshToken, ...fields, ...content }
  }

  /** Writes new content, if lease and version are still the owner's, and frees the lease. */
  async function write(grant: Grant, owner: string, content: GrantContent, set: string, more: Item) {
    const { when, values } = ownLease(grant, owner)
    const change = `${set} sealed = :sealed, version = :next REMOVE leaseOwner, leaseUntil`
    const sealed = sealContent(grant.refreshToken, grant.client, content)
    const item = await table.update(grantKey(grant.refreshToken), change, {
      when,
      values: { ...values, ...more, ':sealed': sealed, ':next': grant.version + 1 },
    })
    return toGrant(grant.refreshToken, item)
  }

  return {
    /** The grant of a refresh token, used or not. */
    async open(refreshToken: string): Promise<Grant | undefined> {
      const grant = toGrant(refreshToken, await table.read(grantKey(refreshToken)))
      if (grant?.usedAt === undefined) return grant
      return { ...grant, answer: await answers.find(refreshToken, grant.client) }
    },

    /** Keeps a refresh token that Auth0 has just issued. */
    async keep(refreshToken: string, { accessToken, auth0Sid, client, userId, family, ...content }: NewGrant) {
      await table.write({
        pk: grantKey(refreshToken),
        client,
        userId,
        family,
        ...(auth0Sid && { auth0Sid }),
        bearer: fingerprint(accessToken),
        expiresAt: seconds() + LONGEST_ITEM,
        version: 0,
        sealed: sealContent(refreshToken, client, content),
      })
    },

    /** Ends a refresh token here; tells whether it was live. */
    async end(key: string): Promise<boolean> {
      return (await table.take(key)) !== undefined
    },

    takeLease(grant: Grant, owner: string): Promise<boolean> {
      return takeLease(table, grantKey(grant.refreshToken), grant, owner, clock())
    },

    releaseLease(refreshToken: string, owner: string): Promise<void> {
      return releaseLease(table, grantKey(refreshToken), owner)
    },

    /** Ends a refresh token that the tenant refused, unless another refresh has moved its version. */
    async endRefused(grant: Grant, owner: string): Promise<boolean> {
      return (await table.take(grantKey(grant.refreshToken), ownLease(grant, owner))) !== undefined
    },

    /** Marks a refresh token as used and keeps its answer; undefined when lease, version or grant is gone. */
    async commit(grant: Grant, owner: string, { tokens, profile, rotated }: GrantAnswer): Promise<Grant | undefined> {
      const bearer = rotated ? grant.bearer : fingerprint(tokens.accessToken)
      const content = { profile, idToken: tokens.idToken }
      await answers.keep(grant.refreshToken, grant.client, tokens)
      const set = 'SET bearer = :bearer, usedAt = :now,'
      const used = await write(grant, owner, content, set, { ':bearer': bearer, ':now': seconds() })
      return used && { ...used, answer: tokens }
    },

    /** Keeps what the tenant rotated a refresh token to, when its answer could not be proved. */
    commitUnproved(grant: Grant, owner: string, rotatedTo: string): Promise<Grant | undefined> {
      const { profile, idToken } = grant
      return write(grant, owner, { profile, idToken, rotatedTo }, 'SET', {})
    },

    /** Ends every access and refresh token that descends from a login of a user. */
    async endFamily({ userId, family }: { userId: string; family: string }): Promise<void> {
      const keys = await table.keys(indexes.byUser, 'userId', userId)
      const ofFamily = { when: '#family = :family', values: { ':family': family }, names: { '#family': 'family' } }
      await Promise.all(keys.map((key) => table.take(key, ofFamily)))
    },
  }
}
