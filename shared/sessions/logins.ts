import * as v from 'valibot'
import { open, seal } from '../seal.ts'
import { parseSealed } from './content.ts'
import { itemKey } from './key.ts'
import type { Item, Table } from './table.ts'

/** How long a login may take, in seconds. */
export const LOGIN_SECONDS = 600

const ContentSchema = v.object({
  verifier: v.string(),
  nonce: v.string(),
  redirect: v.optional(v.string()),
  authenticatedAfter: v.optional(v.number()),
})

const ItemSchema = v.object({ client: v.string(), expiresAt: v.number(), sealed: v.instance(Uint8Array) })

/** What a pending login remembers: PKCE verifier, nonce, redirect, and the earliest `auth_time` (epoch seconds). */
export type LoginContent = v.InferOutput<typeof ContentSchema>

/** A login that was taken up at its end. */
export interface PendingLogin extends LoginContent {
  readonly client: string
}

/** Who may take up a pending login. */
export interface LoginTaker {
  /** Types of the clients that the caller may speak for. */
  readonly clients: readonly string[]
  /** Fingerprint of the browser's login cookie, when one came along. */
  readonly browser: string | undefined
}

export type Logins = ReturnType<typeof createLogins>

/**
 * The store of logins between `/authorize` and their end, by `state`.
 *
 * @param needs the table, the stage's name, and a clock in milliseconds since the epoch
 */
export function createLogins({ table, stage, clock }: { table: Table; stage: string; clock: () => number }) {
  const context = (client: string) => ({ stage, client, purpose: 'login' })
  const seconds = () => Math.floor(clock() / 1000)

  function toLogin(state: string, item: Item | undefined): PendingLogin | undefined {
    const parsed = v.safeParse(ItemSchema, item)
    if (!parsed.success) return undefined
    const { client, sealed } = parsed.output
    const content = parseSealed(ContentSchema, open(state, context(client), sealed))
    return content && { client, ...content }
  }

  return {
    /**
     * Remembers a login.
     *
     * @param browser fingerprint of the login cookie that it is bound to, when it is
     * @returns false when the state is in use
     */
    begin(state: string, client: string, browser: string | undefined, content: LoginContent): Promise<boolean> {
      return table.insert({
        pk: itemKey('login', state),
        client,
        ...(browser && { browser }),
        expiresAt: seconds() + LOGIN_SECONDS,
        sealed: seal(state, context(client), JSON.stringify(content)),
      })
    },

    /** Takes up a login, once: it is deleted in the same step that judges client, browser and expiry. */
    async take(state: string, { clients, browser }: LoginTaker): Promise<PendingLogin | undefined> {
      if (clients.length === 0) return undefined
      const names = clients.map((_, index) => `:client${index}`)
      const item = await table.take(itemKey('login', state), {
        when: `expiresAt > :now AND client IN (${names.join(', ')}) AND (attribute_not_exists(browser) OR browser = :browser)`,
        values: {
          ':now': seconds(),
          ':browser': browser ?? '',
          ...Object.fromEntries(clients.map((client, index) => [`:client${index}`, client])),
        },
      })
      return toLogin(state, item)
    },
  }
}
