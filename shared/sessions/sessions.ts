import * as v from 'valibot'
import { open, randomSecret, seal } from '../seal.ts'
import { ProfileSchema, parseSealed, TokensSchema } from './content.ts'
import { itemKey } from './key.ts'
import { type Leased, ownLease, releaseLease, takeLease } from './lease.ts'
import { beginLife, changeLife, type Life, type LifeLimits, prolong, prolongedUntil, readLife } from './life.ts'
import { changeRevocable, revocable } from './revocable.ts'
import type { Item, Table } from './table.ts'

const ContentSchema = v.object({ ...TokensSchema.entries, profile: ProfileSchema })

const ItemSchema = v.object({
  client: v.string(),
  userId: v.string(),
  expiresAt: v.number(),
  endsAt: v.optional(v.number()),
  version: v.number(),
  refreshedAt: v.optional(v.number()),
  leaseOwner: v.optional(v.string()),
  leaseUntil: v.optional(v.number()),
  sealed: v.instance(Uint8Array),
})

/** Tokens and profile of a session. */
export type SessionContent = v.InferOutput<typeof ContentSchema>

/** A live cookie session, opened. Times in seconds since the epoch. */
export interface Session extends Leased, Life, SessionContent {
  /** The session id: the cookie's value, and the key that opens the item. */
  readonly sid: string
  readonly client: string
  readonly userId: string
  readonly refreshedAt?: number | undefined
}

/** What a new session begins with. */
export interface NewSession extends LifeLimits {
  readonly client: string
  readonly userId: string
  /** Auth0's own session, when the login came through a browser. */
  readonly auth0Sid: string | undefined
  /** Seals the refresh token for whoever ends the session by its key. */
  readonly clientSecret: string | undefined
  readonly content: SessionContent
}

/** Key of a session's item. */
export function sessionKey(sid: string): string {
  return itemKey('session', sid)
}

export type Sessions = ReturnType<typeof createSessions>

/**
 * The store of cookie sessions.
 *
 * @param needs the table, the stage's name, and a clock in milliseconds since the epoch
 */
export function createSessions({ table, stage, clock }: { table: Table; stage: string; clock: () => number }) {
  const context = (client: string) => ({ stage, client, purpose: 'session' })
  const seconds = () => Math.floor(clock() / 1000)

  function toSession(sid: string, item: Item | undefined): Session | undefined {
    const parsed = v.safeParse(ItemSchema, item)
    if (!parsed.success) return undefined
    const { sealed, expiresAt, endsAt, ...others } = parsed.output
    const fields = { ...others, ...readLife({ expiresAt, endsAt }) }
    if (fields.expiresAt <= seconds()) return undefined
    const content = parseSealed(ContentSchema, open(sid, context(fields.client), sealed))
    return content && { sid, ...fields, ...content }
  }

  /** The live session of an id; expiry is judged here, the table's TTL is only the broom. */
  async function find(sid: string): Promise<Session | undefined> {
    return toSession(sid, await table.read(sessionKey(sid)))
  }

  return {
    open: find,

    /** Begins a session under a new id. */
    async start(
      { client, userId, auth0Sid, clientSecret, content, ...limits }: NewSession,
      sid = randomSecret(),
    ): Promise<Session> {
      const fields = { client, userId, ...beginLife(limits, seconds()), version: 0 }
      const sealed = seal(sid, context(client), JSON.stringify(content))
      const pk = sessionKey(sid)
      const carried = revocable(clientSecret, { stage, client, pk }, content.refreshToken)
      await table.write({ pk, ...fields, ...(auth0Sid && { auth0Sid }), ...carried, sealed })
      return { sid, ...fields, ...content }
    },

    /** Counts a use of a session against its idle limit, in seconds; see {@link prolongedUntil}. */
    async touch(session: Session, idle: number): Promise<void> {
      const until = prolongedUntil(session, idle, seconds())
      if (until !== undefined) await prolong(table, sessionKey(session.sid), until, seconds())
    },

    /** Ends a session that nobody has got the id of. */
    forget: (sid: string): Promise<unknown> => table.take(sessionKey(sid)),

    /**
     * Ends a session; what it held at its end, so that its refresh token can be revoked. Only the version that was read
     * is ended: so that is known although the store's answer may get lost, or a refresh comes between.
     */
    async end(session: Session): Promise<Session> {
      for (let held = session; ; ) {
        const version = { when: 'version = :version', values: { ':version': held.version } }
        if (await table.take(sessionKey(held.sid), version)) return held
        const current = await find(held.sid)
        if (!current) return held
        held = current
      }
    },

    /** Ends a session whose refresh was refused, unless another refresh has moved its version. */
    async endRefused(session: Session, owner: string): Promise<boolean> {
      return (await table.take(sessionKey(session.sid), ownLease(session, owner))) !== undefined
    },

    takeLease(session: Session, owner: string): Promise<boolean> {
      return takeLease(table, sessionKey(session.sid), session, owner, clock())
    },

    releaseLease(sid: string, owner: string): Promise<void> {
      return releaseLease(table, sessionKey(sid), owner)
    },

    /**
     * Writes the tokens of a refresh and frees the lease; undefined when lease, version or session is gone.
     *
     * @param clientSecret as in {@link NewSession}
     * @param ceiling as in {@link LifeLimits}
     */
    async commit(
      session: Session,
      owner: string,
      content: SessionContent,
      { clientSecret, ceiling }: Partial<Pick<NewSession, 'clientSecret' | 'ceiling'>> = {},
    ): Promise<Session | undefined> {
      const { sid, client, version } = session
      const { when, values } = ownLease({ version }, owner)
      const carried = changeRevocable(clientSecret, { stage, client, pk: sessionKey(sid) }, content.refreshToken)
      const life = changeLife(session, ceiling)
      const item = await table.update(
        sessionKey(sid),
        `SET sealed = :sealed, refreshedAt = :now, version = :next${life.set}${carried.set} REMOVE leaseOwner, leaseUntil${carried.remove}`,
        {
          when,
          values: {
            ...values,
            ...life.values,
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
