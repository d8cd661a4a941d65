import * as v from 'valibot'
import { open, randomSecret, seal } from '../seal.ts'
import { ProfileSchema, parseSealed, TokensSchema } from './content.ts'
import { itemKey } from './key.ts'
import { type Leased, ownLease, releaseLease, takeLease } from './lease.ts'
import { changeRevocable, revocable } from './revocable.ts'
import type { Item, Table } from './table.ts'

const ContentSchema = v.object({ ...TokensSchema.entries, profile: ProfileSchema })

const ItemSchema = v.object({
  client: v.string(),
  userId: v.string(),
  expiresAt: v.number(),
  version: v.number(),
  refreshedAt: v.optional(v.number()),
  leaseOwner: v.optional(v.string()),
  leaseUntil: v.optional(v.number()),
  sealed: v.instance(Uint8Array),
})

/** Tokens and profile of a session. */
export type SessionContent = v.InferOutput<typeof ContentSchema>

/** A live cookie session, opened. Times in seconds since the epoch. */
export interface Session extends Leased, SessionContent {
  /** The session id: the cookie's value, and the key that opens the item. */
  readonly sid: string
  readonly client: string
  readonly userId: string
  readonly expiresAt: number
  readonly refreshedAt?: number | undefined
}

/** What a new session begins with. */
export interface NewSession {
  readonly client: string
  readonly userId: string
  /** Auth0's own session, when the login came through a browser. */
  readonly auth0Sid: string | undefined
  /** Seconds from now. */
  readonly lifetime: number
  /** Seals the refresh token for whoever ends the session by its key. */
  readonly clientSecret: string | undefined
  readonly content: SessionContent
}

export type Sessions = ReturnType<typeof createSessions>

/**
 * The store of cookie sessions.
 *
 * @param needs the table, the stage's name, and a clock in milliseconds since the epoch
 */
export function createSessions({ table, stage, clock }: { table: Table; stage: string; clock: () => number }) {
  const key = (sid: string) => itemKey('session', sid)
  const context = (client: string) => ({ stage, client, purpose: 'session' })
  const seconds = () => Math.floor(clock() / 1000)

  function toSession(sid: string, item: Item | undefined): Session | undefined {
    const parsed = v.safeParse(ItemSchema, item)
    if (!parsed.success || parsed.output.expiresAt <= seconds()) return undefined
    const { sealed, ...fields } = parsed.output
    const content = parseSealed(ContentSchema, open(sid, context(fields.client), sealed))
    return content && { sid, ...fields, ...content }
  }

  return {
    /** Begins a session under a new id. */
    async start({ client, userId, auth0Sid, lifetime, clientSecret, content }: NewSession): Promise<Session> {
      const sid = randomSecret()
      const fields = { client, userId, expiresAt: seconds() + lifetime, version: 0 }
      const sealed = seal(sid, context(client), JSON.stringify(content))
      const pk = key(sid)
      const carried = revocable(clientSecret, { stage, client, pk }, content.refreshToken)
      await table.write({ pk, ...fields, ...(auth0Sid && { auth0Sid }), ...carried, sealed })
      return { sid, ...fields, ...content }
    },

    /** The live session of an id; expiry is judged here, the table's TTL is only the broom. */
    async open(sid: string): Promise<Session | undefined> {
      return toSession(sid, await table.read(key(sid)))
    },

    /** Ends a session; what it held, so that its refresh token can be revoked. */
    async end(sid: string): Promise<Session | undefined> {
      return toSession(sid, await table.take(key(sid)))
    },

    /** Ends a session whose refresh was refused, unless another refresh has moved its version. */
    async endRefused(session: Session, owner: string): Promise<boolean> {
      return (await table.take(key(session.sid), ownLease(session, owner))) !== undefined
    },

    takeLease(session: Session, owner: string): Promise<boolean> {
      return takeLease(table, key(session.sid), session, owner, clock())
    },

    releaseLease(sid: string, owner: string): Promise<void> {
      return releaseLease(table, key(sid), owner)
    },

    /**
     * Writes the tokens of a refresh and frees the lease; undefined when lease, version or session is gone.
     *
     * @param clientSecret as in {@link NewSession}
     */
    async commit(
      { sid, client, version }: Session,
      owner: string,
      content: SessionContent,
      clientSecret?: string,
    ): Promise<Session | undefined> {
      const { when, values } = ownLease({ version }, owner)
      const carried = changeRevocable(clientSecret, { stage, client, pk: key(sid) }, content.refreshToken)
      const item = await table.update(
        key(sid),
        `SET sealed = :sealed, refreshedAt = :now, version = :next${carried.set} REMOVE leaseOwner, leaseUntil${carried.remove}`,
        {
          when,
          values: {
            ...values,
            ...carried.values,
            ':sealed': seal(sid, context(client), JSON.stringify(content)),
            ':now': seconds(),
            ':next': version + 1,
          },
        },
      )
      return toSession(sid, item)
    },
  }
}
