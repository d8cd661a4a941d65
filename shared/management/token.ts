import { unavailable } from '../errors.ts'
import { refreshOnce, type Waiting } from '../sessions/lease.ts'
import type { ServiceToken, SharedToken, SharedTokens } from '../sessions/shared-token.ts'

/** A token is renewed this long before it expires, so that no call meets an expired one: seconds, part of its life. */
const EARLY_SECONDS = 300
const EARLY_PART = 0.1

/** A token in use, with the version that tells whether somebody has replaced it since. */
export interface TokenInUse {
  readonly accessToken: string
  readonly version: number
}

export interface TokenSource {
  /** The token that all instances use, renewed in time by one of them. */
  current(): Promise<TokenInUse>
  /** A token in place of one that the tenant refused: another instance's, or a new one. */
  replacing(refused: TokenInUse): Promise<TokenInUse>
}

/**
 * The Management API token: one for all instances and for its whole life.
 *
 * @param needs where it is shared, how a new one is obtained, and the effects of waiting
 */
export function createTokenSource({
  shared,
  request,
  ...waiting
}: Waiting & { shared: SharedTokens; request: () => Promise<ServiceToken> }): TokenSource {
  let known: SharedToken | undefined
  const secondsLeft = ({ token }: SharedToken) => (token ? token.expiresAt - waiting.clock() / 1000 : 0)
  const isFresh = (held: SharedToken) =>
    secondsLeft(held) > Math.min(EARLY_SECONDS, (held.token?.lifetime ?? 0) * EARLY_PART)

  const renew = (held: SharedToken): Promise<SharedToken> =>
    refreshOnce(
      held,
      {
        read: () => shared.read(),
        take: (current, owner) => shared.takeLease(current, owner),
        release: (owner) => shared.releaseLease(owner),
        work: async (current, owner) => (await shared.commit(current, owner, await request())) ?? (await shared.read()),
      },
      waiting,
    )

  async function inUse(held: SharedToken): Promise<TokenInUse> {
    if (!held.token) throw unavailable('The token for user management is being renewed')
    known = held
    return { accessToken: held.token.accessToken, version: held.version }
  }

  return {
    async current() {
      if (known && isFresh(known)) return inUse(known)
      const held = await shared.read()
      if (isFresh(held)) return inUse(held)
      return inUse(
        await renew(held).catch((error: unknown) => {
          // It is early: while the old one lives, a failed renewal is nobody's trouble.
          if (secondsLeft(held) > 0) return held
          throw error
        }),
      )
    },
    async replacing(refused) {
      const held = await shared.read()
      return inUse(held.version === refused.version ? await renew(held) : held)
    },
  }
}
