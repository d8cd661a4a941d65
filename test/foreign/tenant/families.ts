import { randomBytes } from 'node:crypto'
import { Refused } from './refused.ts'
import { seconds } from './world.ts'

/** What every token of a login keeps. */
export interface Grant {
  readonly clientId: string
  readonly sid: string
  readonly scope: string
  readonly audience: string | undefined
}

interface Family extends Grant {
  readonly expiresAt: number
  /** The one token that may still be used; undefined once the family is revoked. */
  live: string | undefined
}

const LIFETIME_SECONDS = 30 * 86_400

export type Families = ReturnType<typeof createFamilies>

/** Refresh tokens with the strictest rotation there is: no overlap, and reuse revokes all descendants. */
export function createFamilies() {
  const families = new Map<string, Family>()

  function issue(family: Family): string {
    const token = `v1.${randomBytes(32).toString('base64url')}`
    families.set(token, family)
    family.live = token
    return token
  }

  /** @throws Refused unless this application may use this token now */
  function find(token: string, clientId: string): Family {
    const family = families.get(token)
    if (!family) throw refused('the refresh token is unknown')
    if (family.clientId !== clientId) throw refused('the refresh token is of another application')
    if (family.live === undefined) throw refused('the refresh token is revoked')
    if (family.expiresAt <= seconds()) throw refused('the refresh token is expired')
    if (family.live !== token) {
      family.live = undefined
      throw refused('the refresh token is reused')
    }
    return family
  }

  return {
    /** The first refresh token of a login. */
    start: (grant: Grant) => issue({ ...grant, expiresAt: seconds() + LIFETIME_SECONDS, live: undefined }),
    /** Trades a token for its successor. */
    rotate(token: string, clientId: string) {
      const family = find(token, clientId)
      return { grant: family, refreshToken: issue(family) }
    },
    /** Revokes a live token, and so its family. */
    revoke(token: string, clientId: string) {
      find(token, clientId).live = undefined
    },
    /** How many logins could still be refreshed. */
    alive: () => new Set([...families.values()].filter(({ live }) => live !== undefined)).size,
  }
}

function refused(reason: string): Refused {
  return new Refused(reason, { status: 403, word: 'invalid_grant' })
}
