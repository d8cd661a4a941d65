import * as v from 'valibot'
import { LONGEST_ITEM } from '../environment.ts'
import { open, seal } from '../seal.ts'
import { parseSealed } from './content.ts'
import { itemKey } from './key.ts'
import { type Leased, ownLease, releaseLease, takeLease } from './lease.ts'
import type { Item, Table } from './table.ts'

const TokenSchema = v.object({ accessToken: v.string(), expiresAt: v.number(), lifetime: v.number() })

const ItemSchema = v.object({
  version: v.number(),
  leaseOwner: v.optional(v.string()),
  leaseUntil: v.optional(v.number()),
  sealed: v.optional(v.instance(Uint8Array)),
})

/** An access token of this service itself; `expiresAt` in seconds since the epoch, `lifetime` in seconds. */
export type ServiceToken = v.InferOutput<typeof TokenSchema>

/** The token as all instances share it; there is none before the first renewal. */
export interface SharedToken extends Leased {
  readonly token: ServiceToken | undefined
}

/** What a shared token is kept under. */
export interface SharedTokenNeeds {
  readonly table: Table
  readonly stage: string
  readonly clock: () => number
  /** What the token is for; part of the key. */
  readonly name: string
  /** The secret that obtains the token also opens it. */
  readonly secret: string
}

export type SharedTokens = ReturnType<typeof createSharedToken>

/** One access token for all instances, sealed in the table under the secret that obtains it. */
export function createSharedToken({ table, stage, clock, name, secret }: SharedTokenNeeds) {
  const pk = itemKey('cache', `service-token ${name}`)
  const context = { stage, client: name, purpose: 'cache' }
  const expiresAt = () => Math.floor(clock() / 1000) + LONGEST_ITEM

  function toShared(item: Item | undefined): SharedToken | undefined {
    const parsed = v.safeParse(ItemSchema, item)
    if (!parsed.success) return undefined
    const { sealed, ...lease } = parsed.output
    return { ...lease, token: sealed && parseSealed(TokenSchema, open(secret, context, sealed)) }
  }

  return {
    /** The token as it stands; an empty place for it where there is none. */
    async read(): Promise<SharedToken> {
      const found = toShared(await table.read(pk))
      if (found) return found
      await table.insert({ pk, version: 0, expiresAt: expiresAt() })
      return toShared(await table.read(pk)) ?? { version: 0, token: undefined }
    },

    takeLease(held: SharedToken, owner: string): Promise<boolean> {
      return takeLease(table, pk, held, owner, clock())
    },

    releaseLease(owner: string): Promise<void> {
      return releaseLease(table, pk, owner)
    },

    /** Writes a renewed token and frees the lease; undefined when the lease was lost. */
    async commit(held: SharedToken, owner: string, token: ServiceToken): Promise<SharedToken | undefined> {
      const { when, values } = ownLease(held, owner)
      const change = 'SET sealed = :sealed, version = :next, expiresAt = :expiresAt REMOVE leaseOwner, leaseUntil'
      const item = await table.update(pk, change, {
        when,
        values: {
          ...values,
          ':sealed': seal(secret, context, JSON.stringify(token)),
          ':next': held.version + 1,
          ':expiresAt': expiresAt(),
        },
      })
      return toShared(item)
    },
  }
}
