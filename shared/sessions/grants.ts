import * as v from 'valibot'
import { indexes, LONGEST_ITEM } from '../environment.ts'
import { fingerprint, open, seal } from '../seal.ts'
import { type AnswerNeeds, createAnswers } from './answers.ts'
import { parseSealed } from './content.ts'
import { type Ended, endItems } from './end-items.ts'
import {
  ContentSchema,
  type Grant,
  type GrantAnswer,
  type GrantContent,
  ItemSchema,
  type NewGrant,
} from './grant-item.ts'
import { itemKey } from './key.ts'
import { ownLease, releaseLease, takeLease } from './lease.ts'
import { changeRevocable, type RevocableChange, revocable } from './revocable.ts'
import type { Item } from './table.ts'

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
  const carrier = (refreshToken: string, client: string) => ({ stage, client, pk: grantKey(refreshToken) })

  function toGrant(refreshToken: string, item: Item | undefined): Grant | undefined {
    const parsed = v.safeParse(ItemSchema, item)
    if (!parsed.success || parsed.output.expiresAt <= seconds()) return undefined
    const { sealed, expiresAt: _, ...fields } = parsed.output
    const content = parseSealed(ContentSchema, open(refreshToken, context(fields.client), sealed))
    return content && { refreshToken, ...fields, ...content }
  }

  /** Writes new content, if lease and version are still the owner's, and frees the lease. */
  async function write(
    grant: Grant,
    owner: string,
    content: GrantContent,
    { set, values: more, carried }: { set: string; values: Item; carried: RevocableChange },
  ) {
    const { when, values } = ownLease(grant, owner)
    const change = `${set} sealed = :sealed, version = :next${carried.set} REMOVE leaseOwner, leaseUntil${carried.remove}`
    const sealed = sealContent(grant.refreshToken, grant.client, content)
    const item = await table.update(grantKey(grant.refreshToken), change, {
      when,
      values: { ...values, ...more, ...carried.values, ':sealed': sealed, ':next': grant.version + 1 },
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
    async keep(
      refreshToken: string,
      { accessToken, auth0Sid, client, userId, family, clientSecret, ...content }: NewGrant,
    ) {
      await table.write({
        pk: grantKey(refreshToken),
        client,
        userId,
        family,
        ...(auth0Sid && { auth0Sid }),
        bearer: fingerprint(accessToken),
        expiresAt: seconds() + LONGEST_ITEM,
        version: 0,
        ...revocable(clientSecret, carrier(refreshToken, client), refreshToken),
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
    async commit(
      grant: Grant,
      owner: string,
      { tokens, profile, rotated, clientSecret }: GrantAnswer,
    ): Promise<Grant | undefined> {
      const { refreshToken, client } = grant
      const bearer = rotated ? grant.bearer : fingerprint(tokens.accessToken)
      await answers.keep(refreshToken, client, tokens)
      // After a rotation it is the new token's own grant that carries what is to be revoked.
      const [successor, token] = rotated ? [tokens.refreshToken, undefined] : [undefined, tokens.refreshToken]
      const used = await write(
        grant,
        owner,
        { profile, idToken: tokens.idToken },
        {
          set: `SET bearer = :bearer, usedAt = :now,${successor === undefined ? '' : ' successor = :successor,'}`,
          values: {
            ':bearer': bearer,
            ':now': seconds(),
            ...(successor !== undefined && { ':successor': grantKey(successor) }),
          },
          carried: changeRevocable(clientSecret, carrier(refreshToken, client), token),
        },
      )
      return used && { ...used, answer: tokens }
    },

    /**
     * Keeps what the tenant rotated a refresh token to, when its answer could not be proved.
     *
     * @param clientSecret as in {@link NewGrant}
     */
    commitUnproved(grant: Grant, owner: string, rotatedTo: string, clientSecret?: string): Promise<Grant | undefined> {
      const { profile, idToken, refreshToken, client } = grant
      const carried = changeRevocable(clientSecret, carrier(refreshToken, client), rotatedTo)
      return write(grant, owner, { profile, idToken, rotatedTo }, { set: 'SET', values: {}, carried })
    },

    /**
     * Ends every access and refresh token that descends from a login of a user.
     *
     * @param known keys of some of them: the index, by which the others are found, lags behind the table
     */
    async endFamily({ userId, family }: { userId: string; family: string }, known: readonly string[]): Promise<Ended> {
      const ofFamily = { when: '#family = :family', values: { ':family': family }, names: { '#family': 'family' } }
      const found = table.keys(indexes.byUser, 'userId', userId).then(
        (keys) => endItems(table, keys, ofFamily),
        (failure: unknown): Ended => ({ items: [], failures: [failure] }),
      )
      const [first, rest] = await Promise.all([endItems(table, known), found])
      return { items: [...first.items, ...rest.items], failures: [...first.failures, ...rest.failures] }
    },
  }
}
